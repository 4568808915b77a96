#include <memory>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "cli/prompt.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  plan::RemoveOptions remove;
  bool force = false;
  bool without_effect = false;
};

bool confirm(const plan::Plan& plan, bool force) {
  std::vector<std::string> names;
  for (const auto& change : plan.changes) {
    if (change.kind == plan::ChangeKind::remove) names.push_back(change.resource.name);
  }
  if (names.empty()) {
    write(Stream::error, "No stopped containers\n");
    return true;
  }
  if (force) return true;
  write(Stream::error, fmt::format("Going to remove {}\n", escape_terminal(join_words(names))));
  return ask("Are you sure?", false);
}

int run(Context& context, const Options& options) {
  auto request = container_change(context, "rm", options.remove.services);
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_remove(project, observed, options.remove);
  };
  request.confirm = [&options](const plan::Plan& plan) { return confirm(plan, options.force); };
  return run_change(context, std::move(request));
}

}  // namespace

void add_rm_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("rm", "Remove stopped containers; volumes stay")
      .flag("-f,--force", options->force, "Do not ask")
      .flag("-s,--stop", options->remove.stop, "Stop those that run, and remove them, too")
      .flag("-v,--volumes", options->remove.volumes, "Remove their anonymous volumes: the data is lost")
      .flag("-a,--all", options->without_effect, "Without effect")
      .hidden("--all")
      .arguments("[SERVICE...]", options->remove.services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
