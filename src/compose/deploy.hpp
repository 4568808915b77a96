// `services.*.deploy` (compose-spec "Compose Deploy"), gpus and device requests.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/quantity.hpp"

namespace berth::compose {

/// `gpus`, `deploy.resources.reservations.devices`.
struct DeviceRequest {
  std::vector<std::string> capabilities;
  std::string driver;
  std::optional<std::int64_t> count;  ///< -1: all
  std::vector<std::string> device_ids;
  std::map<std::string, std::string> options;
};

struct GenericResource {
  std::string kind;
  std::int64_t value = 0;
};

/// One of limits and reservations.
struct ResourceLimit {
  double cpus = 0;          ///< cores; 0: not set
  std::int64_t memory = 0;  ///< bytes; 0: not set
  std::int64_t pids = 0;    ///< 0: not set
  std::vector<DeviceRequest> devices;
  std::vector<GenericResource> generic_resources;
};

struct UpdateConfig {
  std::optional<std::uint64_t> parallelism;
  Nanoseconds delay{0};
  std::string failure_action;
  Nanoseconds monitor{0};
  double max_failure_ratio = 0;
  std::string order;
};

struct RestartPolicy {
  std::string condition;  ///< none, on-failure, any
  std::optional<Nanoseconds> delay;
  std::optional<std::uint64_t> max_attempts;
  std::optional<Nanoseconds> window;
};

struct Placement {
  std::vector<std::string> constraints;
  std::vector<std::string> preferences;  ///< `spread` of each
  std::uint64_t max_replicas_per_node = 0;
};

struct Deploy {
  std::string mode;  ///< replicated, global, replicated-job, global-job, or empty
  std::optional<std::int64_t> replicas;
  std::map<std::string, std::string> labels;
  std::optional<UpdateConfig> update_config;
  std::optional<UpdateConfig> rollback_config;
  std::optional<ResourceLimit> limits;
  std::optional<ResourceLimit> reservations;
  std::optional<RestartPolicy> restart_policy;
  Placement placement;
  std::string endpoint_mode;

  [[nodiscard]] bool is_global() const { return mode == "global" || mode == "global-job"; }
  /// Its containers run to their end, once, and are not kept running.
  [[nodiscard]] bool is_job() const { return mode == "replicated-job" || mode == "global-job"; }
};

}  // namespace berth::compose
