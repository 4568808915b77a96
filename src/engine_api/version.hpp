// Which engine answers, and what it can do. The only place that knows engines by name and version.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth::engine_api {

enum class EngineKind : std::uint8_t { unknown, docker, podman };

std::string_view to_string(EngineKind kind);

/// A version of the Engine API: 1.41.
struct ApiVersion {
  int major = 0;
  int minor = 0;

  auto operator<=>(const ApiVersion&) const = default;
  [[nodiscard]] bool known() const { return major != 0; }
};

std::optional<ApiVersion> parse_api_version(std::string_view text);
std::string to_string(ApiVersion version);

/// Told by the headers of every reply (`Server`, `Api-Version`, `Libpod-Api-Version`).
struct EngineIdentity {
  EngineKind kind = EngineKind::unknown;
  std::string version;  ///< "20.10.24", "4.3.1"
  ApiVersion api;       ///< the newest that the engine speaks

  bool operator==(const EngineIdentity&) const = default;
};

/// Any of the headers may be empty.
EngineIdentity identify(std::string_view server, std::string_view api_version, std::string_view libpod_version);

/// `GET /version`
struct EngineVersion {
  EngineKind kind = EngineKind::unknown;
  std::string name;  ///< "Docker Engine - Community", "Podman Engine", or empty
  std::string version;
  std::string api_version;
  std::string min_api_version;
  std::string os;
  std::string architecture;
  std::string kernel_version;
};

/// `GET /info`, what Berth uses of it.
struct EngineInfo {
  std::string name;  ///< host name
  std::string server_version;
  std::string operating_system;
  std::string architecture;
  std::string storage_driver;
  std::string cgroup_driver;
  std::string cgroup_version;
  std::string logging_driver;
  bool rootless = false;
  std::int64_t cpus = 0;
  std::int64_t memory = 0;  ///< bytes
  std::int64_t containers = 0;
  std::int64_t images = 0;
};

/// Differences that callers must know. Made from the identity alone, so it costs no request.
struct Capabilities {
  EngineKind kind = EngineKind::unknown;
  ApiVersion api;  ///< the version that Berth speaks with this engine: the lower of both

  /// false: health checks run only when somebody asks (Podman runs them by systemd timers, so a host without systemd
  /// never does; asking twice is harmless). Drive Engine::run_healthcheck.
  bool runs_health_checks = true;
  /// `GET /libpod/containers/{id}/healthcheck` is there.
  bool health_check_on_request = false;
  /// Lists tell health in their status text.
  bool health_in_list = true;
  bool mounts_in_list = true;        ///< lists tell every mount, anonymous ones too
  bool shows_restarting = true;      ///< false: one whose restart policy is about to start it again is shown as exited
  bool default_stop_timeout = true;  ///< false: a stop without a timeout kills at once
  bool kill_ends_restarts = true;    ///< false: the restart policy starts a killed container again
  bool checks_network_id = true;     ///< false: only a removal by name is refused while containers use the network
  bool removes_shared = true;        ///< false: who shares another's namespace has to be removed before that one
  bool own_ps = true;                ///< false: `top` runs the container's ps, unless it is asked for known columns
  bool start_interval = false;       ///< HealthConfig::start_interval is honoured (Docker 1.44)
  bool several_networks_at_create = false;  ///< Docker 1.44, Podman; otherwise connect before the start
  bool endpoint_mac_address = false;        ///< the address belongs to the endpoint (Docker 1.44)
  bool volume_subpath = false;              ///< Docker 1.45; otherwise it is ignored in silence
  bool image_mounts = false;                ///< Docker 1.48
  bool bind_create_mountpoint = false;      ///< Docker 1.42, Podman
  bool stop_signal_on_stop = false;         ///< `stop?signal=` (Docker 1.42)
  bool gateway_priority = false;            ///< Docker 1.48
  bool enable_ipv4 = false;                 ///< NetworkCreate::enable_ipv4 (Docker 1.48)
  bool past_events = true;                  ///< events until a time that is past are told
  bool network_events = true;               ///< "connect" and "disconnect" are told
  bool host_port_ranges = true;             ///< PortBinding::host_port "8000-8010"
  bool volume_options = true;               ///< VolumeOptions labels and no_copy are honoured
  bool update_containers = true;            ///< `POST /containers/{id}/update`
  bool host_gateway = true;                 ///< "host-gateway" in extra_hosts is resolved (not by Podman 4.3)
  bool security_by_value = true;            ///< false: seccomp profiles by path, "unmask=ALL" for no hidden paths
  bool buildkit = false;                    ///< `POST /grpc` and `POST /session` (Docker 1.39)
  bool stable_builds = true;                ///< false: an unchanged build may give another image (labels in any order)
  bool named_contexts = false;              ///< its own Dockerfile frontend knows them (1.4, with Docker 1.42)
  bool git_folders = false;                 ///< a context may be "REPOSITORY#REF:FOLDER" (Docker 1.42)
  bool several_platforms = false;           ///< of one image: with a containerd image store (Docker 1.44)
  bool build_limits = false;                ///< it knows shm_size and ulimits of a build (Docker 1.42)
  bool attestations = false;                ///< it knows provenance and sbom (Docker 1.43)
  bool registry_digests = true;             ///< `GET /distribution/{name}/json` (not Podman)
  bool embedded_dns_at_loopback = true;     ///< containers ask 127.0.0.11; otherwise the network's gateway
};

Capabilities capabilities(const EngineIdentity& identity);

/// The newest version of the API that Berth was written for.
inline constexpr ApiVersion newest_known_api{1, 51};

}  // namespace berth::engine_api
