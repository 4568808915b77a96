#include "cli/plugin_folder.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;

void require(const std::error_code& error, std::string_view what, const fs::path& path) {
  if (error) throw Error(fmt::format("{}: {}", what, error.message()), {}, path.string());
}

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(fs::symlink_status(path, unknown));
}

}  // namespace

PluginFolder::PluginFolder(fs::path docker_folder, fs::path program)
    : plugin_(docker_folder / "cli-plugins" / "docker-compose"),
      aside_(docker_folder / "docker-compose.before-berth"),
      program_(std::move(program)) {}

PluginFolder::Holds PluginFolder::holds() const {
  if (!is_there(plugin_)) return Holds::nothing;
  std::error_code error;
  if (!fs::is_symlink(plugin_, error)) return Holds::foreign;
  const auto target = fs::read_symlink(plugin_, error);
  if (target == program_ || fs::equivalent(plugin_, program_, error)) return Holds::this_program;
  return target.filename() == "berth" ? Holds::another_berth : Holds::foreign;
}

bool PluginFolder::has_aside() const {
  return is_there(aside_);
}

void PluginFolder::install() const {
  std::error_code error;
  fs::create_directories(plugin_.parent_path(), error);
  require(error, "the folder of plugins cannot be made", plugin_.parent_path());
  if (holds() == Holds::foreign) {
    if (has_aside()) {
      throw Error(fmt::format("{} and {} are both not Berth's", plugin_.string(), aside_.string()),
                  "move one of them away, and try again");
    }
    fs::rename(plugin_, aside_, error);
    require(error, "the plugin that is there cannot be put aside", plugin_);
  }
  // Under another name first, so that there is no moment without a plugin.
  const auto fresh = aside_.parent_path() / "docker-compose.berth-new";
  fs::remove(fresh, error);
  fs::create_symlink(program_, fresh, error);
  require(error, "the link to Berth cannot be made", fresh);
  fs::rename(fresh, plugin_, error);
  require(error, "the link to Berth cannot be made", plugin_);
}

void PluginFolder::remove() const {
  std::error_code error;
  if (has_aside()) {
    fs::rename(aside_, plugin_, error);  // takes the place of the link
    require(error, "the plugin that was put aside cannot be put back", aside_);
    return;
  }
  fs::remove(plugin_, error);
  require(error, "the link to Berth cannot be removed", plugin_);
}

}  // namespace berth::cli
