#include "engine_api/container.hpp"

#include <utility>

#include "engine_api/event.hpp"
#include "engine_api/resource.hpp"

namespace berth::engine_api {
namespace {

using StatusName = std::pair<ContainerStatus, std::string_view>;
using HealthName = std::pair<HealthStatus, std::string_view>;

constexpr StatusName status_names[] = {
    {ContainerStatus::created, "created"},
    {ContainerStatus::running, "running"},
    {ContainerStatus::paused, "paused"},
    {ContainerStatus::restarting, "restarting"},
    {ContainerStatus::removing, "removing"},
    {ContainerStatus::exited, "exited"},
    {ContainerStatus::dead, "dead"},
    {ContainerStatus::unknown, "unknown"},
    // Podman's further words.
    {ContainerStatus::created, "configured"},
    {ContainerStatus::created, "initialized"},
    {ContainerStatus::exited, "stopped"},
    {ContainerStatus::running, "stopping"},
};

constexpr HealthName health_names[] = {
    {HealthStatus::none, "none"},
    {HealthStatus::starting, "starting"},
    {HealthStatus::healthy, "healthy"},
    {HealthStatus::unhealthy, "unhealthy"},
};

const std::string& find_or_empty(const StringMap& map, const std::string& key) {
  static const std::string empty;
  const auto found = map.find(key);
  return found == map.end() ? empty : found->second;
}

}  // namespace

std::string_view to_string(ContainerStatus status) {
  for (const auto& [value, name] : status_names) {
    if (value == status) return name;
  }
  return "unknown";
}

ContainerStatus parse_container_status(std::string_view text) {
  for (const auto& [value, name] : status_names) {
    if (name == text) return value;
  }
  return ContainerStatus::unknown;
}

std::string_view to_string(HealthStatus status) {
  for (const auto& [value, name] : health_names) {
    if (value == status) return name;
  }
  return "none";
}

HealthStatus parse_health_status(std::string_view text) {
  for (const auto& [value, name] : health_names) {
    if (name == text) return value;
  }
  return HealthStatus::none;
}

const std::string& ContainerSummary::label(const std::string& key) const {
  return find_or_empty(labels, key);
}
const std::string& NetworkSummary::label(const std::string& key) const {
  return find_or_empty(labels, key);
}
const std::string& VolumeSummary::label(const std::string& key) const {
  return find_or_empty(labels, key);
}
const std::string& Event::attribute(const std::string& key) const {
  return find_or_empty(attributes, key);
}

}  // namespace berth::engine_api
