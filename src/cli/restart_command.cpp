#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::optional<int> timeout;
  bool no_deps = false;
};

int run(Context& context, const Options& options) {
  auto request = container_change(context, "restart", options.services);
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_restart(project, observed, {options.services, options.no_deps, seconds(options.timeout)});
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_restart_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("restart", "Restart containers as they are; changes of the file wait for `up`")
      .option("-t,--timeout", options->timeout, "SECONDS", "Time between the stop signal and the kill")
      .flag("--no-deps", options->no_deps, "Leave alone what depends on them")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
