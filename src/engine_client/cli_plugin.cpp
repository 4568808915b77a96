#include "engine_client/cli_plugin.hpp"

#include <array>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include "engine_client/child_process.hpp"

namespace berth::engine {
namespace {

constexpr std::array<std::string_view, 4> machine_folders = {
    "/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins"};

bool can_run(const std::string& path) {
  return ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_cli_plugin(const std::string& name, const std::string& docker_folder) {
  const auto file = "/docker-" + name;
  if (auto path = docker_folder + "/cli-plugins" + file; can_run(path)) return path;
  for (const auto folder : machine_folders) {
    if (auto path = std::string(folder) + file; can_run(path)) return path;
  }
  return {};
}

std::string find_provider(const std::string& type, const std::string& docker_folder) {
  if (type.find('/') != std::string::npos) {
    // It runs in the project's folder.
    std::error_code error;
    const auto path = std::filesystem::absolute(type, error).string();
    return !error && can_run(path) ? path : std::string();
  }
  auto plugin = find_cli_plugin(type, docker_folder);
  return plugin.empty() ? find_program(type) : plugin;
}

}  // namespace berth::engine
