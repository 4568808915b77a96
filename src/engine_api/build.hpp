// Pulls, builds and loads: what is asked for and the progress that comes back as a stream of JSON objects.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine_api/common.hpp"
#include "engine_api/container_config.hpp"

namespace berth::engine_api {

/// Credentials for one registry (`X-Registry-Auth`). Never logged.
struct RegistryAuth {
  std::string username;
  std::string password;
  std::string identity_token;
  std::string server_address;

  [[nodiscard]] bool empty() const { return username.empty() && identity_token.empty(); }
};

/// Where a build's cache comes from or goes to: `type=registry,ref=…`.
struct CacheEntry {
  std::string type;
  StringMap attributes;
};

/// A build, by the classic builder (`POST /build`, the context a tar stream beside it) or by BuildKit. What only one of
/// them knows says so; the other one leaves it out, so callers check before.
struct BuildOptions {
  Strings tags;
  std::string dockerfile = "Dockerfile";  ///< path within the context
  bool dockerfile_here = false;           ///< BuildKit: the Dockerfile comes from here although the context is remote
  std::string remote;                     ///< a URL or git repository in the place of a local context
  std::string remote_folder;              ///< BuildKit: of `remote`, for engines that do not read "#REF:FOLDER"
  std::string target;
  Strings platforms;
  std::string network_mode;
  std::map<std::string, std::optional<std::string>> args;  ///< nullopt: no value given
  StringMap labels;
  std::vector<CacheEntry> cache_from;  ///< the classic builder knows images only: type registry
  std::vector<CacheEntry> cache_to;    ///< BuildKit
  Strings no_cache_filter;             ///< BuildKit: stages
  StringMap contexts;                  ///< BuildKit: name to "docker-image://…", "local:NAME", a URL
  Strings entitlements;                ///< BuildKit: "network.host", "security.insecure"
  StringMap attestations;              ///< BuildKit: "provenance" or "sbom" to its parameters
  Strings extra_hosts;                 ///< "name:address"
  std::vector<Ulimit> ulimits;
  std::string isolation;      ///< the classic builder on Windows
  std::int64_t shm_size = 0;  ///< bytes
  std::int64_t memory = 0;    ///< bytes; the classic builder
  bool no_cache = false;
  bool pull = false;
  bool quiet = false;
  Strings secrets;                                 ///< Podman: "id=ID,src=PATH within the context"
  std::map<std::string, RegistryAuth> registries;  ///< the classic builder: `X-Registry-Config`, by registry
};

/// One object of a progress stream.
struct Progress {
  std::string id;            ///< the layer
  std::string status;        ///< "Downloading", "Pull complete", …
  std::string text;          ///< a build's own output ("stream")
  std::string error;         ///< the pull or build failed; the call ends with an EngineError that says the same
  std::int64_t current = 0;  ///< bytes
  std::int64_t total = 0;    ///< bytes; 0: unknown
  std::string image_id;      ///< a build's result ("aux")
};

}  // namespace berth::engine_api
