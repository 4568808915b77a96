// `x-berth: {ready: …}` of a service: how Berth finds out that it is ready, without a tool in its image. Counts where
// others wait for it as healthy, and for `--wait`, when the container has no health check.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

struct Readiness {
  enum class Kind : std::uint8_t {
    tcp,   ///< `tcp: 5432`: something takes connections at the port of the container
    http,  ///< `http: 8080` or `http: {port, path, status}`: it answers with the status, or with any below 400
    log,   ///< `log: pattern`: a line that it wrote since its start contains the pattern
    exec,  ///< `exec: command`: a command in the container ends with 0
  };
  Kind kind = Kind::tcp;
  std::uint16_t port = 0;
  std::string path = "/";
  std::optional<int> status;
  std::string pattern;  ///< a regular expression (ECMAScript)
  std::vector<std::string> command;

  bool operator==(const Readiness&) const = default;
};

/// "tcp 5432", "http 8080/health", "log /ready/", "exec".
std::string describe(const Readiness& readiness);

/// What the model's services say, by name. Codes: unknown-attribute, invalid-type, invalid-value, missing-attribute.
std::map<std::string, Readiness> read_readiness(const yaml::Node& model, Diagnostics& diagnostics);

}  // namespace berth::compose
