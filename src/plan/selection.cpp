#include "plan/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/graph.hpp"
#include "base/text.hpp"

namespace berth::plan {

namespace {

DependencyGraph dependencies(const compose::Project& project) {
  DependencyGraph graph;
  for (const auto& [name, service] : project.services) {
    graph.add(name);
    for (const auto& [needed, dependency] : service.depends_on) {
      if (project.services.contains(needed)) graph.add(name, needed);
    }
  }
  return graph;
}

[[noreturn]] void refuse_unknown(const compose::Project& project, const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& [service, description] : project.services) known.emplace_back(service);
  const auto meant = closest(name, known);
  throw Error(fmt::format("there is no service \"{}\" in project {}", name, project.name),
              meant ? fmt::format("did you mean \"{}\"?", *meant) : "");
}

}  // namespace

void require_services(const compose::Project& project, const ServiceNames& services) {
  for (const auto& name : services) {
    if (!project.services.contains(name)) refuse_unknown(project, name);
  }
}

bool Selection::contains(const std::string& service) const {
  return std::ranges::find(ordered, service) != ordered.end();
}

std::vector<std::string> in_dependency_order(const compose::Project& project) {
  auto ordered = dependencies(project).order();
  for (const auto& [name, service] : project.services) {
    if (std::ranges::find(ordered, name) == ordered.end()) ordered.push_back(name);
  }
  return ordered;
}

Selection select_services(const compose::Project& project, const ServiceNames& services, bool no_deps) {
  require_services(project, services);
  Selection selection;
  if (services.empty()) {
    for (const auto& [name, service] : project.services) selection.named.insert(name);
  } else {
    selection.named.insert(services.begin(), services.end());
  }
  const auto wanted = no_deps ? selection.named : dependencies(project).closure(selection.named);
  for (auto& name : in_dependency_order(project)) {
    if (wanted.contains(name)) selection.ordered.push_back(std::move(name));
  }
  return selection;
}

std::int64_t wanted_replicas(const compose::Service& service, const std::map<std::string, std::int64_t>& scale) {
  const auto asked = scale.find(service.name);
  return asked == scale.end() ? compose::replicas(service) : asked->second;
}

}  // namespace berth::plan
