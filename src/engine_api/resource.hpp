// Networks, volumes and images: what lists and inspects tell and what the create calls take.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine_api/common.hpp"
#include "engine_api/container_config.hpp"

namespace berth::engine_api {

/// One address pool of IPAM.Config.
struct IpamPool {
  std::string subnet;
  std::string ip_range;
  std::string gateway;
  StringMap auxiliary_addresses;

  bool operator==(const IpamPool&) const = default;
};

struct Ipam {
  std::string driver;
  StringMap options;
  std::vector<IpamPool> config;

  bool operator==(const Ipam&) const = default;
};

/// A container on a network, told by the network's inspect only.
struct NetworkEndpoint {
  std::string name;
  std::string endpoint_id;
  std::string ipv4_address;  ///< with prefix length
  std::string ipv6_address;
};

/// One element of `GET /networks`, and `GET /networks/{id}`.
struct NetworkSummary {
  std::string id;
  std::string name;
  std::string driver;
  std::string scope;
  bool internal = false;
  bool attachable = false;
  bool ingress = false;
  bool enable_ipv6 = false;
  Ipam ipam;
  StringMap options;
  StringMap labels;
  std::map<std::string, NetworkEndpoint> containers;  ///< by container id; empty in lists

  [[nodiscard]] const std::string& label(const std::string& key) const;
};

/// `POST /networks/create`
struct NetworkCreate {
  std::string name;
  std::string driver;
  std::string scope;
  bool internal = false;
  bool attachable = false;
  std::optional<bool> enable_ipv4;  ///< API 1.48
  std::optional<bool> enable_ipv6;
  std::optional<Ipam> ipam;
  StringMap options;
  StringMap labels;
};

/// One element of `GET /volumes`, and `GET /volumes/{name}`.
struct VolumeSummary {
  std::string name;
  std::string driver;
  std::string mountpoint;
  std::string created_at;
  std::string scope;
  StringMap options;
  StringMap labels;

  [[nodiscard]] const std::string& label(const std::string& key) const;
};

/// `POST /volumes/create`
struct VolumeCreate {
  std::string name;
  std::string driver;
  StringMap driver_options;
  StringMap labels;
};

/// One element of `GET /images/json`.
struct ImageSummary {
  std::string id;
  Strings repo_tags;
  Strings repo_digests;
  StringMap labels;
  std::int64_t created = 0;  ///< seconds since 1970
  std::int64_t size = 0;     ///< bytes
};

/// The part of an image's configuration that a container inherits.
struct ImageConfig {
  std::string user;
  std::string working_dir;
  std::string stop_signal;
  Strings command;
  Strings entrypoint;
  Strings environment;
  StringMap labels;
  std::set<std::string> exposed_ports;
  std::set<std::string> volumes;
  std::optional<HealthConfig> healthcheck;
};

/// `GET /images/{name}/json`
struct ImageInspect {
  std::string id;
  Strings repo_tags;
  Strings repo_digests;
  std::string created;
  std::string architecture;
  std::string os;
  std::string variant;
  std::int64_t size = 0;                 ///< bytes
  std::optional<TimePoint> last_tagged;  ///< Metadata.LastTagTime: pulled, built or tagged; Podman does not tell it
  ImageConfig config;
  /// What it is, apart from when it was made: layers, configuration, platform. For comparing only.
  std::string content;
};

/// One element of the reply of `DELETE /images/{name}`.
struct ImageDeleted {
  std::string untagged;
  std::string deleted;
};

}  // namespace berth::engine_api
