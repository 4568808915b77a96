// Short syntax of mounts and devices: [SOURCE:]TARGET[:OPTIONS] (compose-spec 05-services: volumes, devices).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::compose {

/// A mount in the long form; paths are as written (not absolute, `~` kept).
struct VolumeMount {
  enum class Type { volume, bind };
  Type type = Type::volume;
  std::string source;  ///< empty: an anonymous volume
  std::string target;
  bool read_only = false;
  std::string propagation;        ///< bind: rprivate, private, rshared, shared, rslave, slave
  std::string selinux;            ///< bind: z or Z
  bool no_copy = false;           ///< volume
  bool create_host_path = false;  ///< bind: the short form creates a missing source
  bool has_options =
      true;  ///< false for a text of one or two characters, which Docker Compose prints without `volume: {}`

  bool operator==(const VolumeMount&) const = default;
};

/// A source is a host path when it starts with `.`, `/`, `~` or a drive letter; otherwise it names a volume. Options
/// that are not known are ignored, as Docker Compose ignores them.
Result<VolumeMount> parse_volume(std::string_view text);

/// `C:\path`, `\\server\share`: absolute on Windows, which a compose file may name on any host.
bool is_windows_absolute(std::string_view path);

struct DeviceMapping {
  std::string source;
  std::string target;
  std::string permissions = "rwm";

  bool operator==(const DeviceMapping&) const = default;
};

/// SOURCE[:TARGET[:PERMISSIONS]]
Result<DeviceMapping> parse_device(std::string_view text);

}  // namespace berth::compose
