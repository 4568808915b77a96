#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::optional<int> timeout;
};

int run(Context& context, const Options& options) {
  auto request = container_change(context, "stop", options.services);
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_stop(project, observed, {options.services, seconds(options.timeout)});
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_stop_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("stop", "Stop containers without removing them")
      .option("-t,--timeout", options->timeout, "SECONDS", "Time between the stop signal and the kill")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
