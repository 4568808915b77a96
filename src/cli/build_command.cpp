#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/quantity.hpp"
#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "plan/bake.hpp"
#include "plan/image_steps.hpp"
#include "plan/make.hpp"
#include "plan/selection.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::vector<std::string> services;
  std::vector<std::string> arguments;
  std::optional<std::string> memory;
  std::optional<std::string> ssh;
  std::optional<std::string> builder;
  std::optional<std::string> provenance;
  std::optional<std::string> sbom;
  bool no_cache = false;
  bool pull = false;
  bool push = false;
  bool print = false;
  bool check = false;
  bool quiet = false;
  bool with_dependencies = false;
  bool without_effect = false;
};

std::int64_t bytes(const std::optional<std::string>& given) {
  if (!given) return 0;
  const auto value = parse_bytes(*given);
  if (!value || *value < 0) throw Error(fmt::format("--memory: \"{}\" is not a size", *given), "write 512m or 1.5gb");
  return *value;
}

plan::ImageOptions plan_options(const Options& options) {
  plan::ImageOptions out;
  out.services = options.services;
  out.with_dependencies = options.with_dependencies;
  out.no_cache = options.no_cache;
  out.pull_base = options.pull;
  out.push = options.push;
  out.memory = bytes(options.memory);
  return out;
}

/// --build-arg over those of the file; a name alone takes its value from the environment.
void apply_arguments(const compose::Project& project, compose::Build& build,
                     const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    const auto equals = argument.find('=');
    const auto key = argument.substr(0, equals);
    if (equals != std::string::npos) {
      build.args[key] = argument.substr(equals + 1);
    } else if (const auto value = project.environment.value(key)) {
      build.args[key] = *value;
    }
  }
}

/// "default", or "id=socket".
void apply_ssh(compose::Build& build, const std::string& text) {
  const auto equals = text.find('=');
  build.ssh[text.substr(0, equals)] = equals == std::string::npos ? std::string() : text.substr(equals + 1);
}

void apply(compose::Project& project, const Options& options) {
  for (auto& [name, service] : project.services) {
    if (!service.build) continue;
    auto& build = *service.build;
    apply_arguments(project, build, options.arguments);
    if (options.ssh) apply_ssh(build, *options.ssh);
    if (options.provenance) build.provenance = *options.provenance;
    if (options.sbom) build.sbom = *options.sbom;
  }
}

void check(const Options& options) {
  if (options.builder && !options.builder->empty() && *options.builder != "default")
    throw Error(fmt::format("--builder {}: images are built by the engine itself", *options.builder),
                "leave it out, or choose another engine with --host or --context");
  if (options.check)
    throw Error("--check: an engine checks Dockerfiles only while it builds",
                "run `berth build`, which shows what it finds (Docker 27 and later)");
}

void print_bake_file(const compose::Project& project, const Options& options) {
  auto shown = project;
  for (auto& [name, service] : shown.services) {
    if (!service.build) continue;
    service.build->no_cache = service.build->no_cache || options.no_cache;
    service.build->pull = service.build->pull || options.pull;
  }
  const auto selection = plan::select_services(shown, options.services, !options.with_dependencies);
  write(Stream::out, plan::bake_file(shown, plan::in_build_order(shown, selection.ordered), options.push));
}

/// --quiet: the ids, each once, in the order of the plan.
void print_ids(const plan::Plan& plan, const lifecycle::Outcome& outcome) {
  for (std::size_t step = 0; step < plan.steps.size(); ++step) {
    if (!std::holds_alternative<plan::BuildImage>(plan.steps[step].operation)) continue;
    if (!outcome.steps[step].id.empty()) write(Stream::out, outcome.steps[step].id + "\n");
  }
}

int run(Context& context, const Options& options) {
  check(options);
  if (options.quiet) context.options.progress = "quiet";
  ChangeRequest request;
  request.title = "build";
  request.source.project = load_project(context, options.services);
  request.source.name = request.source.project->name;
  require_services(*request.source.project, options.services);
  apply(*request.source.project, options);
  if (options.print) {
    print_bake_file(*request.source.project, options);
    return 0;
  }
  const auto planned = plan_options(options);
  request.observe = {.networks = false, .images = true, .volumes = false};
  request.make = [&planned](const compose::Project& project, const plan::Observed& observed) {
    return plan::make_build(project, observed, planned);
  };
  if (options.quiet) request.on_outcome = print_ids;
  return run_change(context, std::move(request));
}

}  // namespace

void add_build_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  auto& command = root.command("build", "Build the images of services");
  command.option("--build-arg", options->arguments, "KEY=VALUE", "Set a build argument; repeatable")
      .option("--builder", options->builder, "NAME", "Only \"default\": the engine builds")
      .flag("--check", options->check, "Not offered by engines on its own: see the warnings of a build")
      .option("-m,--memory", options->memory, "BYTES", "Memory limit of the classic builder's containers")
      .flag("--no-cache", options->no_cache, "Build every step anew")
      .flag("--print", options->print, "Print the builds as a bake file and build nothing")
      .option("--provenance", options->provenance, "VALUE", "Add a provenance attestation")
      .flag("--pull", options->pull, "Fetch newer base images")
      .flag("--push", options->push, "Push the images when they are built")
      .flag("-q,--quiet", options->quiet, "Show no progress, print the ids of the images")
      .option("--sbom", options->sbom, "VALUE", "Add an SBOM attestation")
      .option("--ssh", options->ssh, "ID[=SOCKET]",
              "Give the builds an ssh agent; \"default\" is the one of this shell")
      .flag("--with-dependencies", options->with_dependencies, "Build the services they depend on too");
  command
      .choice("--progress", context.options.progress, {"auto", "tty", "plain", "json", "quiet", "none"},
              "As before the command")
      .hidden("--progress");
  for (const auto* name : {"--compress", "--force-rm", "--no-rm", "--parallel"}) {
    command.flag(name, options->without_effect, "Without effect").hidden(name);
  }
  command.arguments("[SERVICE...]", options->services, "Only these services").run([options, &context] {
    return run(context, *options);
  });
}

}  // namespace berth::cli
