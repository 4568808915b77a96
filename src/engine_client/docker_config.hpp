// What Berth reads of the Docker command line's settings: ~/.docker/config.json and the contexts beside it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine_api/build.hpp"
#include "engine_client/tls_machine.hpp"

namespace berth::engine {

struct DockerConfig {
  std::string current_context;
  std::map<std::string, engine_api::RegistryAuth> auths;  ///< by registry
  std::string credentials_store;                          ///< credsStore: the helper for all registries
  std::map<std::string, std::string> credential_helpers;  ///< credHelpers: registry → helper
};

/// `<folder>/config.json`; empty when there is no such file. Throws berth::Error when it is not what it should be.
DockerConfig read_docker_config(const std::string& folder);

/// An engine under a name (`docker context create`).
struct DockerContext {
  std::string address;             ///< of its engine; may be empty
  std::optional<TlsSettings> tls;  ///< how it is trusted, when the context says so
};

/// nullopt when there is no such context.
std::optional<DockerContext> read_docker_context(const std::string& folder, const std::string& name);

}  // namespace berth::engine
