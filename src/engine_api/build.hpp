// Pulls, builds and loads: what is asked for and the progress that comes back as a stream of JSON objects.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine_api/common.hpp"

namespace berth::engine_api {

/// Credentials for one registry (`X-Registry-Auth`). Never logged.
struct RegistryAuth {
  std::string username;
  std::string password;
  std::string identity_token;
  std::string server_address;

  [[nodiscard]] bool empty() const { return username.empty() && identity_token.empty(); }
};

/// `POST /build`, the classic builder; the context is a tar stream beside it.
struct BuildOptions {
  Strings tags;
  std::string dockerfile = "Dockerfile";  ///< path within the context
  std::string target;
  std::string platform;
  std::string network_mode;
  std::map<std::string, std::optional<std::string>> args;  ///< nullopt: no value given
  StringMap labels;
  Strings cache_from;
  Strings extra_hosts;
  std::int64_t shm_size = 0;  ///< bytes
  bool no_cache = false;
  bool pull = false;
  bool quiet = false;
  std::map<std::string, RegistryAuth> registries;  ///< `X-Registry-Config`, by registry
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
