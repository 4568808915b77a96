#include "ui/project_list.hpp"

#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "plan/labels.hpp"

namespace berth::ui {

std::vector<ProjectSummary> projects_of(const std::vector<engine_api::ContainerSummary>& containers) {
  struct Found {
    std::map<std::string, int> states;
    std::set<std::string> files;
  };
  std::map<std::string, Found> found;
  for (const auto& container : containers) {
    auto& project = found[container.label(plan::label::project)];
    ++project.states[std::string(to_string(container.state))];
    for (const auto file : split(container.label(plan::label::config_files), ','))
      if (!file.empty()) project.files.emplace(file);
  }
  std::vector<ProjectSummary> out;
  for (const auto& [name, project] : found) {
    std::vector<std::string> states;
    for (const auto& [state, count] : project.states) states.push_back(fmt::format("{}({})", state, count));
    out.push_back({name, fmt::format("{}", fmt::join(states, ", ")), fmt::format("{}", fmt::join(project.files, ","))});
  }
  return out;
}

Listing project_listing(const std::vector<ProjectSummary>& projects) {
  Listing listing;
  listing.columns = {{"NAME", "Name"}, {"STATUS", "Status"}, {"CONFIG FILES", "ConfigFiles"}};
  listing.style.narrowest = 20;
  listing.json_array = true;
  for (const auto& project : projects) {
    listing.rows.push_back({{"Name", project.name}, {"Status", project.status}, {"ConfigFiles", project.config_files}});
  }
  return listing;
}

}  // namespace berth::ui
