// Programs that extend the Docker command line: `docker-NAME` in its plugin folders.
#pragma once

#include <string>

namespace berth::engine {

/// `docker_folder`: $DOCKER_CONFIG or ~/.docker. The user's plugins come before those of the machine. "" for none.
std::string find_cli_plugin(const std::string& name, const std::string& docker_folder);

/// The program behind `provider: {type: NAME}`: a plugin, otherwise what PATH has of that name; a NAME with a slash is
/// a path, seen from here. "" for none.
std::string find_provider(const std::string& type, const std::string& docker_folder);

}  // namespace berth::engine
