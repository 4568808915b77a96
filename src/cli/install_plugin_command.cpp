#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/plugin_folder.hpp"
#include "cli/surroundings.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;
using Holds = PluginFolder::Holds;

struct Options {
  bool remove = false;
  bool force = false;
};

void say(const std::string& line) {
  write(Stream::out, escape_terminal(line) + "\n");
}

fs::path this_program() {
  std::error_code error;
  auto path = fs::read_symlink("/proc/self/exe", error);
  if (error) throw Error(fmt::format("where this program lies cannot be told: {}", error.message()));
  return path;
}

int install(const PluginFolder& folder, bool force, bool dry_run) {
  const auto plugin = folder.plugin().string();
  const auto held = folder.holds();
  if (held == Holds::this_program) {
    say(fmt::format("`docker compose` is this Berth already: {}", plugin));
    return 0;
  }
  if (held == Holds::foreign && !force) {
    throw Error(fmt::format("{} is there already and is not Berth's", plugin),
                "--force puts it aside and Berth in its place; `berth install-plugin --remove` puts it back");
  }
  const auto link = fmt::format("{} -> {}", plugin, this_program().string());
  if (dry_run) {
    if (held == Holds::foreign) say(fmt::format("would put {} aside as {}", plugin, folder.aside().string()));
    say("would link " + link);
    return 0;
  }
  folder.install();
  if (held == Holds::foreign) say(fmt::format("put aside: {}", folder.aside().string()));
  say(fmt::format("`docker compose` is Berth now: {}", link));
  return 0;
}

int remove(const PluginFolder& folder, bool dry_run) {
  const auto plugin = folder.plugin().string();
  const auto held = folder.holds();
  if (held == Holds::nothing) {
    say(fmt::format("nothing to remove: there is no {}", plugin));
    return 0;
  }
  if (held == Holds::foreign)
    throw Error(fmt::format("{} is not Berth's, and stays", plugin), "remove it yourself if it is to go");
  const auto after =
      folder.has_aside() ? fmt::format("; {} back in its place", folder.aside().string()) : std::string();
  if (!dry_run) folder.remove();
  say(fmt::format("{} {}{}", dry_run ? "would remove" : "removed", plugin, after));
  return 0;
}

int run(const Context& context, const Options& options) {
  const PluginFolder folder(engine::docker_folder(surroundings(context)), this_program());
  const bool dry_run = context.options.dry_run;
  return options.remove ? remove(folder, dry_run) : install(folder, options.force, dry_run);
}

}  // namespace

void add_install_plugin_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("install-plugin", "Make `docker compose` be Berth for this user, or take that back")
      .flag("--remove", options->remove, "Take it back; what was there before Berth returns")
      .flag("--force", options->force, "Put another program's plugin aside")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
