// What a service publishes and mounts, in the long form: ports, volumes, networks.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/source.hpp"

namespace berth::compose {

/// One entry of `ports`.
struct Port {
  std::uint32_t target = 0;  ///< in the container
  std::string published;     ///< on the host: "8080", a range "8000-8010" to choose from, empty: the engine chooses
  std::string host_ip;       ///< empty: all interfaces
  std::string protocol = "tcp";
  std::string mode = "ingress";
  std::string name;
  std::string app_protocol;
  Span span;
};

enum class MountType { volume, bind, tmpfs, image, npipe, cluster };

struct BindOptions {
  bool create_host_path = true;
  std::string propagation;
  std::string recursive;  ///< enabled, disabled, writable, readonly
  std::string selinux;    ///< z, Z
};

struct VolumeOptions {
  std::map<std::string, std::string> labels;
  bool no_copy = false;
  std::string subpath;
};

struct TmpfsOptions {
  std::int64_t size = 0;   ///< bytes; 0: not set
  std::uint32_t mode = 0;  ///< permission bits; 0: not set
};

/// One entry of a service's `volumes`.
struct Mount {
  MountType type = MountType::volume;
  std::string source;  ///< bind: absolute host path; volume: key of the top-level volume, empty: anonymous; image: name
  std::string target;
  bool read_only = false;
  std::string consistency;
  std::optional<BindOptions> bind;
  std::optional<VolumeOptions> volume;
  std::optional<TmpfsOptions> tmpfs;
  std::string image_subpath;
  Span span;
};

/// One entry of a service's `networks`.
struct NetworkAttachment {
  std::vector<std::string> aliases;
  std::map<std::string, std::string> driver_opts;
  std::int64_t gw_priority = 0;
  std::string interface_name;
  std::string ipv4_address;
  std::string ipv6_address;
  std::vector<std::string> link_local_ips;
  std::string mac_address;
  std::int64_t priority = 0;
  Span span;
};

}  // namespace berth::compose
