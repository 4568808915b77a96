// Credential helpers of the Docker command line: `docker-credential-<name> get|list`
// (docker/docker-credential-helpers).
#pragma once

#include <string>
#include <vector>

#include "engine_api/build.hpp"

namespace berth::engine {

/// Empty when the helper is missing, fails, takes longer than 30 s or knows nothing: the registry may be public.
engine_api::RegistryAuth ask_credential_helper(const std::string& helper, const std::string& registry);

/// The registries that the helper has credentials for.
std::vector<std::string> list_credential_helper(const std::string& helper);

}  // namespace berth::engine
