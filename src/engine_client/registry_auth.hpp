// Registry credentials of the Docker command line (~/.docker/config.json): auths, credsStore, credHelpers.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine_api/build.hpp"

namespace berth::engine {

/// The registry of an image reference as config.json names it: "ghcr.io", "localhost:5000", and
/// "https://index.docker.io/v1/" for Docker Hub.
std::string registry_of(std::string_view reference);

/// Reads `<folder>/config.json` once; asks credential helpers (child processes) as needed. A helper that fails or
/// knows nothing gives no credentials: the registry may be public.
class CredentialStore {
 public:
  /// `folder`: $DOCKER_CONFIG or ~/.docker. A missing file is an empty store; an unreadable one throws berth::Error.
  explicit CredentialStore(std::string folder);

  /// Empty when there are none.
  [[nodiscard]] engine_api::RegistryAuth credentials(const std::string& registry) const;
  /// All that are known, by registry: for builds.
  [[nodiscard]] std::map<std::string, engine_api::RegistryAuth> all() const;

 private:
  std::map<std::string, engine_api::RegistryAuth> auths_;
  std::map<std::string, std::string> helpers_;  // registry → helper
  std::string default_helper_;
};

}  // namespace berth::engine
