// `kill`, `pause` and `unpause`.
#include <memory>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct KillArguments {
  plan::KillOptions options;
  std::string signal = "SIGKILL";
};

/// "9", "KILL" and "SIGKILL" are the same to an engine; Berth has to know a kill when it sees one.
std::string signal_name(const std::string& given) {
  if (given == "9" || given == "KILL" || given == "kill") return "SIGKILL";
  return given;
}

int run_kill(Context& context, const KillArguments& arguments) {
  auto options = arguments.options;
  options.signal = signal_name(arguments.signal);
  options.remove_orphans = options.remove_orphans || context.flag("COMPOSE_REMOVE_ORPHANS");
  auto request = container_change(context, "kill", options.services);
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_kill(project, observed, options);
  };
  request.confirm = [](const plan::Plan& plan) {
    if (plan.empty()) write(Stream::error, "no container to kill\n");
    return true;
  };
  return run_change(context, std::move(request));
}

using MakePausePlan = plan::Plan (*)(const compose::Project&, const plan::Observed&, const plan::PauseOptions&);

void add_pausing_command(Command& root, Context& context, const std::string& name, const std::string& help,
                         MakePausePlan make) {
  const auto options = std::make_shared<plan::PauseOptions>();
  root.command(name, help)
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context, name, make] {
        auto request = container_change(context, name, options->services);
        request.make = [&options, make](const compose::Project& project, const plan::Observed& observed) {
          return make(project, observed, *options);
        };
        return run_change(context, std::move(request));
      });
}

}  // namespace

void add_kill_command(Command& root, Context& context) {
  const auto arguments = std::make_shared<KillArguments>();
  root.command("kill", "Send a signal to containers")
      .option("-s,--signal", arguments->signal, "SIGNAL", "Another one than SIGKILL")
      .flag("--remove-orphans", arguments->options.remove_orphans, "Containers of services that left the file, too")
      .arguments("[SERVICE...]", arguments->options.services, "Only these services")
      .run([arguments, &context] { return run_kill(context, *arguments); });
}

void add_pause_command(Command& root, Context& context) {
  add_pausing_command(root, context, "pause", "Freeze the processes of containers", plan::make_pause);
}

void add_unpause_command(Command& root, Context& context) {
  add_pausing_command(root, context, "unpause", "Let paused containers go on", plan::make_unpause);
}

}  // namespace berth::cli
