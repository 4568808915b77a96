#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::string policy;
  bool include_deps = false;
  bool ignore_buildable = false;
  bool ignore_failures = false;
  bool quiet = false;
  bool without_effect = false;
};

plan::ImageOptions plan_options(const Options& options) {
  plan::ImageOptions out;
  out.services = options.services;
  out.with_dependencies = options.include_deps;
  out.ignore_buildable = options.ignore_buildable;
  if (options.policy == "always") out.policy = plan::Pull::always;
  if (options.policy == "missing") out.policy = plan::Pull::missing;
  return out;
}

int run(Context& context, const Options& options) {
  if (options.quiet) context.options.progress = "quiet";
  ChangeRequest request;
  request.title = "pull";
  request.source.project = load_project(context, options.services);
  request.source.name = request.source.project->name;
  require_services(*request.source.project, options.services);
  request.observe = {.networks = false, .images = true, .volumes = false};
  request.failures_are_fine = options.ignore_failures;
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_pull(project, observed, plan_options(options));
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_pull_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("pull", "Fetch the images of services")
      .flag("--include-deps", options->include_deps, "Those of the services they depend on too")
      .flag("--ignore-buildable", options->ignore_buildable, "Leave out images that can be built")
      .flag("--ignore-pull-failures", options->ignore_failures, "Go on when a pull fails")
      .choice("--policy", options->policy, {"missing", "always"}, "Which images to fetch")
      .flag("-q,--quiet", options->quiet, "Show no progress")
      .flag("--parallel", options->without_effect, "Without effect")
      .flag("--no-parallel", options->without_effect, "Without effect")
      .hidden("--parallel,--no-parallel")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
