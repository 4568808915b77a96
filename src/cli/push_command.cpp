#include <memory>

#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  plan::ImageOptions images;
  bool ignore_failures = false;
  bool quiet = false;
};

int run(Context& context, const Options& options) {
  if (options.quiet) context.options.progress = "quiet";
  ChangeRequest request;
  request.title = "push";
  request.source.project = load_project(context, options.images.services);
  request.source.name = request.source.project->name;
  require_services(*request.source.project, options.images.services);
  request.observe = {.networks = false, .images = false, .volumes = false};
  request.failures_are_fine = options.ignore_failures;
  request.make = [&options](const compose::Project& project, const plan::Observed&) {
    return plan::make_push(project, options.images);
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_push_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("push", "Push the images that services build to their registries")
      .flag("--include-deps", options->images.with_dependencies, "Those of the services they depend on too")
      .flag("--ignore-push-failures", options->ignore_failures, "Go on when a push fails, and exit with 0")
      .flag("-q,--quiet", options->quiet, "Show no progress")
      .arguments("[SERVICE...]", options->images.services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
