// `x-berth: {dns: …}` at the top of a project: its names for the host. Does not count for the configuration hash.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Whom an answer leaves out.
enum class Unhealthy : std::uint8_t {
  exclude,  ///< the unhealthy always, those that are starting as long as there is a healthy one
  include,  ///< nobody: they come last
};

struct NameSettings {
  std::string suffix;                        ///< in the place of PROJECT.SUFFIX; empty: none of its own
  std::map<std::string, std::string> names;  ///< further names, relative to the project's, and their services
  bool wildcard = false;                     ///< whatever stands before a service's name finds the service
  std::uint32_t ttl = 1;                     ///< seconds
  Unhealthy unhealthy = Unhealthy::exclude;

  bool operator==(const NameSettings&) const = default;
};

/// What the model says; default ones when it says nothing. Codes: unknown-attribute, invalid-type, invalid-value,
/// undefined-service.
NameSettings read_name_settings(const yaml::Node& model, Diagnostics& diagnostics);

/// Whether a suffix belongs to nobody on the Internet (RFC 6761, RFC 8375, and .internal): only such ones may be a
/// project's own, so that no file and no image takes a name that is somebody's.
bool is_private_suffix(std::string_view suffix);

/// The label that carries the settings to the name server, on each container of a service.
inline constexpr auto name_settings_label = "berth.dns";

/// JSON of what is not as by default, for that label; empty when nothing is.
std::string to_json(const NameSettings& settings);

}  // namespace berth::compose
