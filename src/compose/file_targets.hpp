// Where configs and secrets appear in a container (compose-spec 05-services: configs, secrets).
#pragma once

#include <string>

#include "compose/build.hpp"

namespace berth::compose {

/// Absolute as written, otherwise below /run/secrets (secrets) or the root (configs); named as the source by default.
std::string secret_target(const FileReference& reference);
std::string config_target(const FileReference& reference);

}  // namespace berth::compose
