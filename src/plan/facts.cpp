#include "plan/facts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "plan/labels.hpp"

namespace berth::plan {

using engine_api::ContainerStatus;

const engine_api::ContainerInspect* inspect_of(const Observed& observed, const ContainerSummary& container) {
  const auto found = observed.inspects.find(container.id);
  return found == observed.inspects.end() ? nullptr : &found->second;
}

std::optional<std::vector<engine_api::MountPoint>> mounts_of(const Observed& observed,
                                                             const ContainerSummary& container) {
  if (const auto* inspect = inspect_of(observed, container)) return inspect->mounts;
  if (!observed.capabilities.mounts_in_list) return std::nullopt;
  return container.mounts;
}

std::optional<engine_api::HealthStatus> health_of(const Observed& observed, const ContainerSummary& container) {
  if (const auto* inspect = inspect_of(observed, container))
    return inspect->state.health ? inspect->state.health->status : engine_api::HealthStatus::none;
  if (!observed.capabilities.health_in_list) return std::nullopt;
  return container.health;
}

bool is_running(const ContainerSummary& container) {
  return container.state == ContainerStatus::running || container.state == ContainerStatus::paused ||
         container.state == ContainerStatus::restarting;
}

namespace {

std::optional<std::int64_t> exit_code_of(const Observed& observed, const ContainerSummary& container) {
  if (container.state != ContainerStatus::exited && container.state != ContainerStatus::dead) return std::nullopt;
  if (const auto* inspect = inspect_of(observed, container)) return inspect->state.exit_code;
  return container.exit_code;
}

}  // namespace

bool has_succeeded(const Observed& observed, const ContainerSummary& container) {
  return container.state == ContainerStatus::exited && exit_code_of(observed, container) == 0;
}

std::string describe_state(const Observed& observed, const ContainerSummary& container) {
  const auto state = to_string(container.state);
  const auto code = exit_code_of(observed, container);
  return code ? fmt::format("{} ({})", state, *code) : std::string(state);
}

bool is_anonymous(const engine_api::MountPoint& mount) {
  constexpr std::size_t digits = 64;
  return mount.type == "volume" && mount.name.size() == digits &&
         mount.name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<std::string> anonymous_volumes_of(const compose::Project& project, const Observed& observed,
                                              const ContainerSummary& container) {
  std::vector<std::string> names;
  for (const auto& mount : mounts_of(observed, container).value_or(std::vector<engine_api::MountPoint>{})) {
    const bool declared =
        std::ranges::any_of(project.volumes, [&](const auto& volume) { return volume.second.name == mount.name; });
    if (is_anonymous(mount) && !declared) names.push_back(mount.name);
  }
  return names;
}

std::vector<const ContainerSummary*> containers_of(const Observed& observed, const std::string& service) {
  std::vector<const ContainerSummary*> found;
  for (const auto& container : observed.containers) {
    // The most telling question first: with many services this is asked services × containers times.
    if (service_of(container) == service && is_managed(container) && !is_one_off(container) &&
        container.state != ContainerStatus::removing)
      found.push_back(&container);
  }
  std::ranges::stable_sort(found, {}, [](const auto* container) { return number_of(*container).value_or(0); });
  return found;
}

const engine_api::NetworkSummary* find_network(const Observed& observed, const std::string& name) {
  const auto named = std::ranges::find(observed.networks, name, &engine_api::NetworkSummary::name);
  return named == observed.networks.end() ? nullptr : &*named;
}

const engine_api::VolumeSummary* find_volume(const Observed& observed, const std::string& name) {
  const auto named = std::ranges::find(observed.volumes, name, &engine_api::VolumeSummary::name);
  return named == observed.volumes.end() ? nullptr : &*named;
}

const ObservedImage* find_image(const Observed& observed, const std::string& reference) {
  const auto found = observed.images.find(reference);
  return found == observed.images.end() ? nullptr : &found->second;
}

}  // namespace berth::plan
