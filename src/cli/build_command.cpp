#include "cli/build_command.hpp"

#include <memory>

#include "cli/change.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::vector<std::string> arguments;
  bool no_cache = false;
  bool pull = false;
  bool quiet = false;
  bool with_dependencies = false;
};

plan::ImageOptions plan_options(const Options& options) {
  plan::ImageOptions out;
  out.services = options.services;
  out.with_dependencies = options.with_dependencies;
  out.no_cache = options.no_cache;
  out.pull_base = options.pull;
  return out;
}

/// --build-arg over those of the file; a name alone takes its value from the environment.
void apply_arguments(compose::Project& project, const std::vector<std::string>& arguments) {
  for (auto& [name, service] : project.services) {
    if (!service.build) continue;
    for (const auto& argument : arguments) {
      const auto equals = argument.find('=');
      const auto key = argument.substr(0, equals);
      if (equals != std::string::npos) {
        service.build->args[key] = argument.substr(equals + 1);
      } else if (const auto value = project.environment.value(key)) {
        service.build->args[key] = *value;
      }
    }
  }
}

int run(Context& context, const Options& options) {
  if (options.quiet) context.options.progress = "quiet";
  ChangeRequest request;
  request.title = "build";
  request.source.project = load_project(context, options.services);
  request.source.name = request.source.project->name;
  require_services(*request.source.project, options.services);
  apply_arguments(*request.source.project, options.arguments);
  request.observe = {.networks = false, .images = true, .volumes = false};
  request.make = [&options](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_build(project, observed, plan_options(options));
  };
  return run_change(context, std::move(request));
}

}  // namespace

void add_build_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("build", "Build the images of services")
      .option("--build-arg", options->arguments, "KEY=VALUE", "Set a build argument; repeatable")
      .flag("--no-cache", options->no_cache, "Build every step anew")
      .flag("--pull", options->pull, "Fetch newer base images")
      .flag("--with-dependencies", options->with_dependencies, "Build the services they depend on too")
      .flag("-q,--quiet", options->quiet, "Show no progress")
      .arguments("services", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
