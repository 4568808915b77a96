// `GET /events`: what happened to containers, networks, volumes and images.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine_api/common.hpp"
#include "engine_api/container.hpp"

namespace berth::engine_api {

/// `resumed` is Berth's own: the stream broke and goes on; what happened meanwhile may be missing (Podman forgets the
/// events of removed containers), so whoever relies on events looks again with an inspect. `ended` is Berth's own, too:
/// the last one of a stream that was asked for events until a time.
enum class EventType : std::uint8_t { container, network, volume, image, other, resumed, ended };

/// Actions carry Docker's names on every engine: Podman's "remove" is given as "destroy", "exec_died" as "exec_die",
/// and the results of health checks have the action "health_status" with `health` set.
struct Event {
  EventType type = EventType::other;
  std::string action;    ///< "create", "start", "die", "stop", "destroy", "health_status", "connect", …
  std::string detail;    ///< what Docker writes behind the action: the command of "exec_create" and "exec_start"
  std::string actor;     ///< id of the container or network, name of the volume or image
  StringMap attributes;  ///< of a container: its labels, "name", "image", "exitCode"
  TimePoint time;
  HealthStatus health = HealthStatus::none;
  std::optional<std::int64_t> exit_code;  ///< of "die" and "exec_die"

  /// The empty string when there is no such attribute.
  [[nodiscard]] const std::string& attribute(const std::string& key) const;
  bool operator==(const Event&) const = default;
};

}  // namespace berth::engine_api
