// The configuration hashes of Docker Compose v5.5 (label com.docker.compose.config-hash), so that a project moves
// between the two without a recreate: SHA-256 over the JSON of the bound tree, without what changes no container.
#pragma once

#include <string>
#include <string_view>

#include "yaml/node.hpp"

namespace berth::compose {

/// `service` is a bound service (compose/bind.hpp) with env_file and label_file folded in. What attributes.hpp marks as
/// not hashed (build, depends_on, scale …) does not count.
std::string service_hash(const yaml::Node& service);

/// A bound network with its final name.
std::string network_hash(const yaml::Node& network);

/// A bound volume with its final name.
std::string volume_hash(const yaml::Node& volume);

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace berth::compose
