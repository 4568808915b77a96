// What a command learns from its surroundings and gives to services. As with Docker Compose it counts for the
// configuration hash, like what the files say.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "yaml/node.hpp"

namespace berth::compose {

/// For services with `use_api_socket`: the engine's socket on its host, and registry credentials.
struct ApiSocket {
  std::string path;
  std::string credentials;  ///< a config.json of the Docker command line; never shown
};

struct Additions {
  std::map<std::string, std::map<std::string, std::string>> environment;  ///< by service
  std::optional<ApiSocket> socket;

  [[nodiscard]] bool empty() const { return environment.empty() && !socket; }
};

/// Puts them into a bound tree (compose/bind.hpp) whose environments are complete.
void add(yaml::Node& bound, const Additions& additions);

}  // namespace berth::compose
