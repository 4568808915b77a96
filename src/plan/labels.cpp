#include "plan/labels.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"

namespace berth::plan {

namespace {

using compose::DependencyCondition;

constexpr std::array<std::pair<std::string_view, DependencyCondition>, 3> conditions = {{
    {"service_started", DependencyCondition::started},
    {"service_healthy", DependencyCondition::healthy},
    {"service_completed_successfully", DependencyCondition::completed_successfully},
}};

std::string_view condition_name(DependencyCondition condition) {
  for (const auto& [name, value] : conditions) {
    if (value == condition) return name;
  }
  return conditions.front().first;
}

DependencyCondition parse_condition(std::string_view text) {
  for (const auto& [name, value] : conditions) {
    if (name == text) return value;
  }
  return DependencyCondition::started;
}

void add_version(engine_api::StringMap& labels, const std::string& project, const std::string& hash) {
  labels[label::project] = project;
  labels[label::version] = compose_version;
  labels[label::config_hash] = hash;
}

}  // namespace

std::string format_dependencies(const std::map<std::string, compose::Dependency>& dependencies) {
  std::vector<std::string> parts;
  for (const auto& [service, dependency] : dependencies)
    parts.push_back(fmt::format("{}:{}:{}", service, condition_name(dependency.condition), dependency.restart));
  return fmt::format("{}", fmt::join(parts, ","));
}

std::map<std::string, compose::Dependency> parse_dependencies(std::string_view text) {
  std::map<std::string, compose::Dependency> dependencies;
  for (const auto part : split(text, ',')) {
    const auto fields = split(part, ':');
    if (fields.front().empty()) continue;
    compose::Dependency dependency;
    if (fields.size() > 1) dependency.condition = parse_condition(fields[1]);
    dependency.restart = fields.size() > 2 && fields[2] == "true";
    dependencies.emplace(fields.front(), dependency);
  }
  return dependencies;
}

engine_api::StringMap container_labels(const compose::Project& project, const compose::Service& service,
                                       std::int64_t number, const std::string& image_id) {
  engine_api::StringMap labels = service.labels;
  add_version(labels, project.name, service.config_hash);
  labels[label::service] = service.name;
  labels[label::oneoff] = number == 0 ? "True" : "False";
  if (number != 0) labels[label::container_number] = fmt::format("{}", number);
  labels[label::depends_on] = format_dependencies(service.depends_on);
  labels[label::image] = image_id;
  labels[label::working_dir] = project.working_dir;
  labels[label::config_files] = fmt::format("{}", fmt::join(project.config_files, ","));
  if (!project.env_files.empty())
    labels[label::environment_file] = fmt::format("{}", fmt::join(project.env_files, ","));
  return labels;
}

engine_api::StringMap hook_labels(const compose::Project& project, const compose::Service& service,
                                  const std::string& hook) {
  engine_api::StringMap labels{{label::project, project.name},
                               {label::service, service.name},
                               {label::version, compose_version},
                               {label::hook, hook}};
  // It shares the namespaces that its service shares: one that an interrupted run left behind has to go first, too.
  if (!service.depends_on.empty()) labels[label::depends_on] = format_dependencies(service.depends_on);
  return labels;
}

engine_api::StringMap network_labels(const compose::Project& project, const compose::Network& network) {
  engine_api::StringMap labels = network.labels;
  add_version(labels, project.name, network.config_hash);
  labels[label::network] = network.key;
  return labels;
}

engine_api::StringMap volume_labels(const compose::Project& project, const compose::Volume& volume) {
  engine_api::StringMap labels = volume.labels;
  add_version(labels, project.name, volume.config_hash);
  labels[label::volume] = volume.key;
  return labels;
}

const std::string& service_of(const engine_api::ContainerSummary& container) {
  return container.label(label::service);
}

std::optional<std::int64_t> number_of(const engine_api::ContainerSummary& container) {
  const std::string& text = container.label(label::container_number);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool is_one_off(const engine_api::ContainerSummary& container) {
  return container.label(label::oneoff) == "True";
}

bool is_managed(const engine_api::ContainerSummary& container) {
  return !container.label(label::config_hash).empty();
}

bool is_hook(const engine_api::ContainerSummary& container) {
  return !container.label(label::hook).empty();
}

}  // namespace berth::plan
