#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::optional<int> wait_timeout;
  bool wait = false;
};

int run(Context& context, const Options& options) {
  auto request = container_change(context, "start", options.services);
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_start(project, observed, {options.services, options.wait});
  };
  if (options.wait_timeout) request.wait_timeout = std::chrono::seconds(*options.wait_timeout);
  return run_change(context, std::move(request));
}

}  // namespace

void add_start_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("start", "Start containers that exist")
      .flag("--wait", options->wait, "Wait until they are running or healthy")
      .option("--wait-timeout", options->wait_timeout, "SECONDS", "Longest wait of --wait")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
