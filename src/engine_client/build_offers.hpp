// What a build with BuildKit may ask its client for.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine_api/build.hpp"

namespace berth::engine {

/// What a build sees under one name: a folder of the host, or files that exist only here.
struct SentFolder {
  std::filesystem::path root;
  std::map<std::string, std::string> files;  ///< name to content, in the place of `root`
};

/// Secrets are read when they are asked for, and only then.
struct BuildOffers {
  std::map<std::string, SentFolder> folders;  ///< by name: "context", "dockerfile" …
  /// By id; nullopt: there is no such secret. Throws berth::Error when it cannot be read. Never shown.
  std::function<std::optional<std::string>(const std::string& id)> secret;
  std::map<std::string, std::string> agents;  ///< id ("default") to the socket of an ssh agent
  /// By the registry's host ("docker.io", "localhost:5000"); may be empty.
  std::function<engine_api::RegistryAuth(const std::string& registry)> credentials;
  /// Names the folder "context" for good: what the engine has kept of it is not sent again.
  std::string shared_key;
};

}  // namespace berth::engine
