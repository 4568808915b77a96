// What an engine tells about containers: `GET /containers/json` and `GET /containers/{id}/json`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine_api/common.hpp"
#include "engine_api/container_config.hpp"

namespace berth::engine_api {

/// Podman's "configured" and "initialized" count as created, its "stopped" as exited.
enum class ContainerStatus : std::uint8_t { created, running, paused, restarting, removing, exited, dead, unknown };

enum class HealthStatus : std::uint8_t { none, starting, healthy, unhealthy };

std::string_view to_string(ContainerStatus status);
std::string_view to_string(HealthStatus status);
ContainerStatus parse_container_status(std::string_view text);
/// "" and "none" are `none`; an unknown word too.
HealthStatus parse_health_status(std::string_view text);

/// A port in a list: public_port is 0 when it is only exposed.
struct Port {
  std::string ip;
  std::uint16_t private_port = 0;
  std::uint16_t public_port = 0;
  std::string protocol;

  bool operator==(const Port&) const = default;
};

/// A mount of an existing container.
struct MountPoint {
  std::string type;
  std::string name;  ///< of the volume
  std::string source;
  std::string destination;
  std::string driver;
  std::string mode;
  std::string propagation;
  bool writable = true;

  bool operator==(const MountPoint&) const = default;
};

/// One element of `GET /containers/json`.
struct ContainerSummary {
  std::string id;
  Strings names;         ///< without the leading slash
  std::string image;     ///< as asked for; an id when the tag has moved on
  std::string image_id;  ///< "sha256:…"
  std::string command;
  StringMap labels;
  ContainerStatus state = ContainerStatus::unknown;
  std::string status;                        ///< the engine's words: "Up 3 seconds (healthy)"
  HealthStatus health = HealthStatus::none;  ///< read from `status`; Podman's lists do not tell it
  std::optional<std::int64_t> exit_code;     ///< read from `status`: "Exited (7) 3 seconds ago"
  std::int64_t created = 0;                  ///< seconds since 1970
  std::vector<Port> ports;
  std::vector<MountPoint> mounts;
  std::map<std::string, EndpointSettings> networks;  ///< by network name
  std::string network_mode;                          ///< HostConfig.NetworkMode; empty on Podman

  /// The first name; the id when there is none.
  [[nodiscard]] const std::string& name() const { return names.empty() ? id : names.front(); }
  /// The empty string when there is no such label.
  [[nodiscard]] const std::string& label(const std::string& key) const;
};

/// One run of the health test.
struct HealthLogEntry {
  std::string start;  ///< RFC 3339
  std::string end;
  std::int64_t exit_code = 0;
  std::string output;
};

struct Health {
  HealthStatus status = HealthStatus::none;
  std::int64_t failing_streak = 0;
  std::vector<HealthLogEntry> log;  ///< oldest first
};

struct ContainerState {
  ContainerStatus status = ContainerStatus::unknown;
  bool running = false;
  bool paused = false;
  bool restarting = false;
  bool oom_killed = false;
  bool dead = false;
  std::int64_t pid = 0;
  std::int64_t exit_code = 0;
  std::string error;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> finished_at;
  std::optional<Health> health;  ///< nullopt: the container has no health check
};

/// `GET /containers/{id}/json`
struct ContainerInspect {
  std::string id;
  std::string name;  ///< without the leading slash
  std::string image_id;
  std::optional<TimePoint> created;
  std::string platform;
  std::int64_t restart_count = 0;
  ContainerState state;
  ContainerConfig config;
  HostConfig host;
  std::vector<MountPoint> mounts;
  std::map<std::string, EndpointSettings> networks;           ///< by network name
  std::map<std::string, std::vector<PortBinding>> published;  ///< NetworkSettings.Ports: what is really bound
};

/// `POST /containers/create`
struct ContainerCreated {
  std::string id;
  Strings warnings;
};

/// `POST /containers/{id}/wait`
struct WaitResult {
  std::int64_t exit_code = 0;
  std::string error;
};

/// `GET /containers/{id}/top`: column titles and one row a process.
struct Processes {
  Strings titles;
  std::vector<Strings> rows;
};

/// `X-Docker-Container-Path-Stat` of the archive endpoints.
struct PathStat {
  std::string name;
  std::int64_t size = 0;
  std::uint32_t mode = 0;  ///< Go's os.FileMode: bit 31 stands for a directory, bit 27 for a symbolic link
  std::string link_target;
};

}  // namespace berth::engine_api
