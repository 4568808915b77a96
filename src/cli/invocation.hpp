// How the program was called: as itself, as `docker-compose`, or by the docker command line as its plugin (docker/cli:
// cli-plugins). Pure: words and environment in, Berth's own command line out.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::cli {

/// The plugin's answer to `docker-cli-plugin-metadata`, the docker command line's question before each call.
std::string plugin_metadata(std::string_view version);

inline constexpr std::string_view metadata_command = "docker-cli-plugin-metadata";
inline constexpr std::string_view hooks_command = "docker-cli-plugin-hooks";

struct Invocation {
  std::string name = "berth";      ///< for helps: "berth", "docker-compose", "docker compose"
  bool as_docker_compose = false;  ///< callers read what Docker Compose would say
  std::vector<std::string> words;  ///< what follows the name, as Berth's own command line
  std::vector<std::pair<std::string, std::string>> environment;  ///< what docker's own options stand for
};

using Variable = std::function<std::optional<std::string>(const char* name)>;

/// `arguments`: argv with the program's name. Options of the docker command line that Berth has no use for are left
/// out. Throws berth::Error for TLS files that are not in one folder.
Invocation read_invocation(std::span<const char* const> arguments, const Variable& variable);

}  // namespace berth::cli
