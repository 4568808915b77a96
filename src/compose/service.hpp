// One service of a project, every attribute of the specification (compose-spec 05-services), decoded and resolved:
// paths absolute, env_file and label_file folded in, durations and sizes as numbers.
//
// Text is empty and a number 0 where the file says nothing, std::optional where absence differs from that.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.hpp"
#include "base/source.hpp"
#include "compose/build.hpp"
#include "compose/deploy.hpp"
#include "compose/mount.hpp"
#include "compose/places.hpp"
#include "compose/readiness.hpp"
#include "compose/volume_syntax.hpp"

namespace berth::compose {

enum class DependencyCondition { started, healthy, completed_successfully };

struct Dependency {
  DependencyCondition condition = DependencyCondition::started;
  bool restart = false;  ///< restart this service when the dependency is recreated or restarted
  bool required = true;  ///< false: a missing or failing dependency is a warning
  Span span;
};

struct Healthcheck {
  std::vector<std::string> test;  ///< first word CMD, CMD-SHELL or NONE; empty: that of the image
  std::optional<Nanoseconds> interval;
  std::optional<Nanoseconds> timeout;
  std::optional<Nanoseconds> start_period;
  std::optional<Nanoseconds> start_interval;
  std::optional<std::uint64_t> retries;
  bool disable = false;
  Span span;
};

struct Logging {
  std::string driver;
  std::map<std::string, std::string> options;
};

struct Hook {
  std::vector<std::string> command;
  std::string user;
  bool privileged = false;
  std::string working_dir;
  std::map<std::string, std::optional<std::string>> environment;
  std::string image;         ///< pre_start only; empty: the service's image
  bool per_replica = false;  ///< pre_start only
  Span span;
};

struct WatchTrigger {
  std::string path;    ///< absolute
  std::string action;  ///< rebuild, sync, restart, sync+restart, sync+exec
  std::string target;
  std::optional<Hook> exec;
  std::vector<std::string> include;
  std::vector<std::string> ignore;
  bool initial_sync = false;
};

struct Provider {
  std::string type;
  std::map<std::string, std::vector<std::string>> options;
};

struct ServiceModel {
  std::string endpoint_var;
  std::string model_var;
};

struct BlkioDevice {
  std::string path;
  std::int64_t value = 0;  ///< bytes or operations a second, or the weight
};

struct Blkio {
  std::uint16_t weight = 0;
  std::vector<BlkioDevice> weight_device;
  std::vector<BlkioDevice> device_read_bps;
  std::vector<BlkioDevice> device_read_iops;
  std::vector<BlkioDevice> device_write_bps;
  std::vector<BlkioDevice> device_write_iops;
};

/// A seccomp profile that an item of security_opt names by a path.
struct SeccompProfile {
  std::string path;  ///< absolute
  std::string json;  ///< its bytes, compact
};

struct CredentialSpec {
  std::string config;
  std::string file;
  std::string registry;
};

/// A file of env_file after path resolution.
struct EnvFile {
  std::string path;
  bool required = true;
  std::string format;
};

struct Service {
  std::string name;
  Span span;                ///< of the key below `services`
  Places places;            ///< of attributes that an engine or Berth may not be able to carry
  std::string config_hash;  ///< label com.docker.compose.config-hash

  // Image and build
  std::string image;  ///< empty: <project>-<service>, built
  std::optional<Build> build;
  std::string
      pull_policy;  ///< always, never, missing, if_not_present, build, daily, weekly, every_<duration>, or empty
  std::string platform;

  // Process
  std::optional<std::vector<std::string>> command;                ///< empty list: clears that of the image
  std::optional<std::vector<std::string>> entrypoint;             ///< empty list: clears that of the image
  std::map<std::string, std::optional<std::string>> environment;  ///< env_file folded in; no value: leave unset
  std::vector<EnvFile> env_files;
  std::string working_dir;
  std::string user;
  std::vector<std::string> group_add;
  std::optional<bool> init;
  bool tty = false;
  bool stdin_open = false;
  std::string stop_signal;
  std::optional<Nanoseconds> stop_grace_period;
  std::optional<Healthcheck> healthcheck;
  std::optional<Readiness> ready;  ///< x-berth.ready
  std::vector<Hook> pre_start;
  std::vector<Hook> post_start;
  std::vector<Hook> pre_stop;

  // Life
  std::map<std::string, Dependency> depends_on;  ///< by service
  std::vector<std::string> profiles;
  std::string restart;  ///< no, always, on-failure[:N], unless-stopped
  std::optional<std::int64_t> scale;
  std::optional<Deploy> deploy;
  std::optional<bool> attach;
  std::vector<WatchTrigger> watch;
  std::optional<Provider> provider;
  std::map<std::string, std::optional<ServiceModel>> models;

  // Names and labels
  std::string container_name;
  std::string hostname;
  std::string domainname;
  std::map<std::string, std::string> labels;  ///< label_file folded in
  std::vector<std::string> label_files;
  std::map<std::string, std::string> annotations;

  // Network
  std::string network_mode;  ///< empty: the networks below
  std::map<std::string, std::optional<NetworkAttachment>> networks;
  std::vector<Port> ports;
  std::vector<std::string> expose;
  std::vector<std::string> links;
  std::vector<std::string> external_links;
  std::map<std::string, std::vector<std::string>> extra_hosts;  ///< host name to addresses
  std::vector<std::string> dns;
  std::vector<std::string> dns_opt;
  std::vector<std::string> dns_search;
  std::string mac_address;

  // Files
  std::vector<Mount> volumes;
  std::vector<std::string> volumes_from;
  std::vector<std::string> tmpfs;
  std::vector<FileReference> secrets;
  std::vector<FileReference> configs;
  bool read_only = false;
  std::map<std::string, std::string> storage_opt;

  // Privileges and namespaces
  bool privileged = false;
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::vector<std::string> security_opt;
  std::map<std::string, SeccompProfile> seccomp_profiles;  ///< by item of security_opt (read_host_files)
  std::optional<CredentialSpec> credential_spec;
  std::string cgroup;
  std::string cgroup_parent;
  std::string ipc;
  std::string pid;
  std::string userns_mode;
  std::string uts;
  std::string isolation;
  std::string runtime;
  bool use_api_socket = false;

  // Devices and limits
  std::vector<DeviceMapping> devices;
  std::vector<std::string> device_cgroup_rules;
  std::vector<DeviceRequest> gpus;
  std::optional<Blkio> blkio_config;
  std::map<std::string, Ulimit> ulimits;
  std::map<std::string, std::string> sysctls;
  std::int64_t cpu_count = 0;
  double cpu_percent = 0;
  std::int64_t cpu_period = 0;
  std::int64_t cpu_quota = 0;
  std::int64_t cpu_rt_period = 0;
  std::int64_t cpu_rt_runtime = 0;
  std::int64_t cpu_shares = 0;
  double cpus = 0;  ///< cores
  std::string cpuset;
  std::int64_t mem_limit = 0;        ///< bytes
  std::int64_t mem_reservation = 0;  ///< bytes
  std::int64_t memswap_limit = 0;    ///< bytes; -1: unlimited
  std::int64_t mem_swappiness = 0;
  std::int64_t shm_size = 0;  ///< bytes
  std::int64_t pids_limit = 0;
  std::int64_t oom_score_adj = 0;
  bool oom_kill_disable = false;

  std::optional<Logging> logging;
};

/// `scale`, `deploy.replicas` (unless the mode is global), or 1.
std::int64_t replicas(const Service& service);

/// Attached networks, the primary one first: highest priority, then name.
std::vector<std::string> networks_by_priority(const Service& service);

}  // namespace berth::compose
