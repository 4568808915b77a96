#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::optional<int> timeout;
  std::string images;
  bool volumes = false;
  bool remove_orphans = false;
};

plan::DownOptions plan_options(const Context& context, const Options& options) {
  plan::DownOptions out;
  out.services = options.services;
  out.volumes = options.volumes;
  out.remove_orphans = options.remove_orphans || context.flag("COMPOSE_REMOVE_ORPHANS");
  out.timeout = seconds(options.timeout);
  if (options.images == "all") out.images = plan::RemoveImages::all;
  if (options.images == "local") out.images = plan::RemoveImages::local;
  return out;
}

int run(Context& context, const Options& options) {
  ChangeRequest request;
  request.title = "down";
  request.source = load_project_or_name(context);
  if (request.source.project) require_services(*request.source.project, options.services);
  request.observe.images = !options.images.empty();
  request.observe.all_volumes = options.volumes;
  request.make = [&context, &options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_down(project, observed, plan_options(context, options));
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_down_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("down", "Stop and remove containers and networks")
      .flag("-v,--volumes,--volume", options->volumes,
            "Remove the volumes of the file and anonymous ones: their data is lost")
      .flag("--remove-orphans", options->remove_orphans, "Remove containers of services that left the file")
      .choice("--rmi", options->images, {"local", "all"},
              "Remove images too: all, or those that have no name in the file")
      .option("-t,--timeout", options->timeout, "SECONDS", "Time between the stop signal and the kill")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
