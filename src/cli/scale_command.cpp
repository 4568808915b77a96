#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "cli/scale_argument.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  bool no_deps = false;
};

int run(Context& context, const Options& options) {
  const auto scale = parse_scale(options.services);
  ChangeRequest request;
  request.title = "scale";
  request.source.project = load_project_to_run(context);
  request.source.name = request.source.project->name;
  for (const auto& [service, count] : scale) require_services(*request.source.project, {service});
  plan::UpOptions as_up;
  for (const auto& [service, count] : scale) as_up.services.push_back(service);
  as_up.no_deps = options.no_deps;
  as_up.scale = scale;
  request.observe_for = std::move(as_up);
  const bool prepared = !context.options.dry_run;
  request.make = [&options, scale, prepared](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_scale(project, observed, {scale, options.no_deps, prepared});
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_scale_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("scale", "Change how many containers services have")
      .flag("--no-deps", options->no_deps, "Leave alone what they depend on")
      .arguments("[SERVICE=NUMBER...]", options->services, "")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
