// What a container is made from: the request of `POST /containers/create`, and what `GET /containers/{id}/json` repeats
// of it. Zero, empty and nullopt mean "not given": the engine's or the image's own value holds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/quantity.hpp"
#include "engine_api/common.hpp"

namespace berth::engine_api {

/// Config.Healthcheck. `test` is {"CMD", …}, {"CMD-SHELL", line}, {"NONE"} (switched off) or empty (the image's).
struct HealthConfig {
  Strings test;
  Nanoseconds interval{0};
  Nanoseconds timeout{0};
  Nanoseconds start_period{0};
  Nanoseconds start_interval{0};  ///< API 1.44; see Capabilities::start_interval
  std::int64_t retries = 0;

  bool operator==(const HealthConfig&) const = default;
};

/// The part of the request that does not depend on the host.
struct ContainerConfig {
  std::string image;
  std::string hostname;
  std::string domainname;
  std::string user;
  std::string working_dir;
  std::string mac_address;  ///< before API 1.44; later it belongs to the endpoint
  std::string stop_signal;
  std::optional<std::int64_t> stop_timeout;  ///< seconds
  std::optional<Strings> command;            ///< an empty list is no command, nullopt the image's
  std::optional<Strings> entrypoint;         ///< {""} resets the image's, nullopt keeps it
  Strings environment;                       ///< "KEY=value"; "KEY" alone removes the image's
  StringMap labels;
  std::set<std::string> exposed_ports;  ///< "80/tcp"
  std::set<std::string> volumes;        ///< anonymous volumes: paths in the container
  bool tty = false;
  bool open_stdin = false;
  bool stdin_once = false;
  bool attach_stdin = false;
  bool attach_stdout = false;
  bool attach_stderr = false;
  bool network_disabled = false;
  std::optional<HealthConfig> healthcheck;

  bool operator==(const ContainerConfig&) const = default;
};

/// HostConfig.PortBindings["80/tcp"]; an empty port lets the engine choose, "8000-8010" is a range (Docker only).
struct PortBinding {
  std::string host_ip;
  std::string host_port;

  bool operator==(const PortBinding&) const = default;
};

struct RestartPolicy {
  std::string name;  ///< "no", "always", "unless-stopped", "on-failure"
  std::int64_t maximum_retry_count = 0;

  bool operator==(const RestartPolicy&) const = default;
};

struct LogConfig {
  std::string type;
  StringMap options;

  bool operator==(const LogConfig&) const = default;
};

struct Ulimit {
  std::string name;
  std::int64_t soft = 0;
  std::int64_t hard = 0;

  bool operator==(const Ulimit&) const = default;
};

struct DeviceMapping {
  std::string path_on_host;
  std::string path_in_container;
  std::string cgroup_permissions;

  bool operator==(const DeviceMapping&) const = default;
};

struct DeviceRequest {
  std::string driver;
  std::int64_t count = 0;  ///< -1: all
  Strings device_ids;
  std::vector<Strings> capabilities;
  StringMap options;

  bool operator==(const DeviceRequest&) const = default;
};

struct WeightDevice {
  std::string path;
  std::int64_t weight = 0;

  bool operator==(const WeightDevice&) const = default;
};

struct ThrottleDevice {
  std::string path;
  std::int64_t rate = 0;

  bool operator==(const ThrottleDevice&) const = default;
};

/// The limits within HostConfig. Sizes in bytes.
struct Resources {
  std::int64_t memory = 0;
  std::int64_t memory_swap = 0;
  std::int64_t memory_reservation = 0;
  std::optional<std::int64_t> memory_swappiness;
  std::optional<bool> oom_kill_disable;
  std::int64_t nano_cpus = 0;
  std::int64_t cpu_count = 0;
  std::int64_t cpu_percent = 0;
  std::int64_t cpu_shares = 0;
  std::int64_t cpu_period = 0;  ///< microseconds, as are the next three
  std::int64_t cpu_quota = 0;
  std::int64_t cpu_realtime_period = 0;
  std::int64_t cpu_realtime_runtime = 0;
  std::string cpuset_cpus;
  std::string cpuset_mems;
  std::string cgroup_parent;
  std::optional<std::int64_t> pids_limit;
  std::int64_t blkio_weight = 0;
  std::vector<WeightDevice> blkio_weight_device;
  std::vector<ThrottleDevice> blkio_device_read_bps;
  std::vector<ThrottleDevice> blkio_device_write_bps;
  std::vector<ThrottleDevice> blkio_device_read_iops;
  std::vector<ThrottleDevice> blkio_device_write_iops;
  std::vector<DeviceMapping> devices;
  std::vector<DeviceRequest> device_requests;
  Strings device_cgroup_rules;
  std::vector<Ulimit> ulimits;

  bool operator==(const Resources&) const = default;
};

struct BindOptions {
  std::string propagation;
  bool non_recursive = false;
  bool create_mountpoint = false;  ///< API 1.42; see Capabilities::bind_create_mountpoint
  bool read_only_non_recursive = false;
  bool read_only_force_recursive = false;

  bool operator==(const BindOptions&) const = default;
};

struct VolumeOptions {
  bool no_copy = false;
  StringMap labels;
  std::string driver;
  StringMap driver_options;
  std::string subpath;  ///< API 1.45; see Capabilities::volume_subpath

  bool operator==(const VolumeOptions&) const = default;
};

struct TmpfsOptions {
  std::int64_t size_bytes = 0;
  std::int64_t mode = 0;  ///< permission bits

  bool operator==(const TmpfsOptions&) const = default;
};

/// HostConfig.Mounts[]: the request for one mount.
struct Mount {
  std::string type;  ///< "bind", "volume", "tmpfs", "npipe", "cluster", "image"
  std::string source;
  std::string target;
  bool read_only = false;
  std::string consistency;
  std::optional<BindOptions> bind;
  std::optional<VolumeOptions> volume;
  std::optional<TmpfsOptions> tmpfs;
  std::string image_subpath;

  bool operator==(const Mount&) const = default;
};

/// The part of the request that concerns the host.
struct HostConfig {
  Strings binds;  ///< "source:target:options"; a missing source folder is made by the engine
  std::vector<Mount> mounts;
  StringMap tmpfs;  ///< path → options
  std::map<std::string, std::vector<PortBinding>> port_bindings;
  bool publish_all_ports = false;
  RestartPolicy restart_policy;
  LogConfig log_config;
  Resources resources;
  std::string network_mode;  ///< a network's name, "bridge", "host", "none", "container:<id>"
  std::string ipc_mode;
  std::string pid_mode;
  std::string uts_mode;
  std::string userns_mode;
  std::string cgroupns_mode;
  std::string cgroup;
  Strings cap_add;
  Strings cap_drop;
  Strings security_opt;
  std::optional<Strings> masked_paths;    ///< nullopt: the engine's own; empty: none is hidden
  std::optional<Strings> readonly_paths;  ///< the same of paths that cannot be written
  StringMap storage_opt;
  StringMap sysctls;
  StringMap annotations;
  Strings dns;
  Strings dns_search;
  Strings dns_options;
  Strings extra_hosts;  ///< "name:address"
  Strings group_add;
  Strings links;
  Strings volumes_from;
  std::string volume_driver;
  std::string runtime;
  std::string isolation;
  std::optional<bool> init;
  std::int64_t shm_size = 0;  ///< bytes
  std::int64_t oom_score_adj = 0;
  bool privileged = false;
  bool readonly_rootfs = false;
  bool auto_remove = false;

  bool operator==(const HostConfig&) const = default;
};

/// A container's place on a network: the request of create and connect, and what lists and inspects tell.
struct EndpointSettings {
  // The request.
  Strings aliases;
  Strings links;
  StringMap driver_options;
  std::string ipv4_address;  ///< IPAMConfig.IPv4Address: the fixed address asked for
  std::string ipv6_address;
  Strings link_local_ips;
  std::string mac_address;
  std::int64_t gateway_priority = 0;  ///< API 1.48
  // What the engine tells.
  std::string network_id;  ///< Podman: the network's name
  std::string endpoint_id;
  std::string gateway;
  std::string ip_address;
  std::string global_ipv6_address;
  Strings dns_names;

  bool operator==(const EndpointSettings&) const = default;
};

/// `POST /containers/create?name=…&platform=…`
struct ContainerCreate {
  std::string name;
  std::string platform;  ///< "linux/arm64"; empty: the engine's
  ContainerConfig config;
  HostConfig host;
  /// By network name. An engine without Capabilities::several_networks_at_create takes only the one of network_mode.
  std::map<std::string, EndpointSettings> endpoints;
};

}  // namespace berth::engine_api
