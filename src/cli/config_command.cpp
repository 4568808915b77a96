#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/config_check.hpp"
#include "cli/config_digests.hpp"
#include "cli/on_project.hpp"
#include "cli/project.hpp"
#include "compose/config_view.hpp"
#include "compose/explain.hpp"
#include "compose/redact.hpp"
#include "compose/schema.hpp"
#include "ui/explanation.hpp"

namespace berth::cli {
namespace {

struct Options {
  std::string format;
  std::string output;
  std::string hash;
  std::string explain;
  std::vector<std::string> services;
  bool quiet = false;
  bool no_interpolate = false;
  bool no_normalize = false;
  bool no_path_resolution = false;
  bool no_consistency = false;
  bool no_env_resolution = false;
  bool list_services = false;
  bool list_volumes = false;
  bool list_networks = false;
  bool list_models = false;
  bool list_images = false;
  bool list_profiles = false;
  bool variables = false;
  bool environment = false;
  bool redact = false;
  bool check = false;
  bool strict = false;
  bool schema = false;
  bool resolve_digests = false;
  bool lock_digests = false;
};

std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& line : all) text += line + "\n";
  return text;
}

/// The services whose hash is asked for: "*" or names separated by commas.
std::string hashes(const compose::LoadResult& loaded, const std::string& wanted) {
  std::string text;
  for (const auto& name : compose::hashed_services(loaded, wanted)) {
    text += fmt::format("{} {}\n", name, loaded.project->services.at(name).config_hash);
  }
  return text;
}

std::string rendered(const compose::LoadResult& loaded, const Options& options) {
  const auto format = options.format == "json" ? compose::Format::json : compose::Format::yaml;
  if (options.list_services) return lines(compose::section_names(loaded, "services"));
  if (options.list_volumes) return lines(compose::section_names(loaded, "volumes"));
  if (options.list_networks) return lines(compose::section_names(loaded, "networks"));
  if (options.list_models) return lines(compose::model_names(loaded));
  if (!options.hash.empty()) return hashes(loaded, options.hash);
  if (options.list_profiles) return lines({loaded.profiles.begin(), loaded.profiles.end()});
  if (options.list_images) return lines(compose::image_names(loaded));
  if (options.variables && options.format == "json") return compose::variables_json(loaded);
  if (options.variables) return compose::variables_table(loaded);
  if (options.environment) return lines(compose::environment_lines(loaded));
  if (options.lock_digests) return compose::images_text(loaded, format);
  if (options.no_interpolate) return compose::model_text(loaded, format);
  return compose::config_text(loaded, format);
}

std::string explained(const Context& context, const compose::LoadResult& loaded, const Options& options) {
  const auto explanation = compose::explain(loaded, context.files, options.explain);
  if (options.format == "json") return compose::explanation_json(explanation, context.files);
  const auto terminal = terminal_info(Stream::out);
  const bool fits = terminal.is_terminal && options.output.empty();
  return ui::explanation_text(explanation, context.files, fits ? terminal.width : 0);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw Error(fmt::format("{} cannot be written", path));
}

void deliver(const Context& context, const std::string& text, const Options& options) {
  if (options.output.empty()) {
    write(Stream::out, text);
  } else if (!only_told(context, "write " + options.output)) {
    write_file(options.output, text);
  }
}

/// Whether the project itself is printed, and not something of it.
bool prints_project(const Options& options) {
  return !(options.list_services || options.list_volumes || options.list_networks || options.list_models ||
           options.list_profiles || options.list_images || options.variables || options.environment ||
           !options.hash.empty() || !options.explain.empty());
}

int run(Context& context, const Options& options) {
  if (options.schema) {
    deliver(context, compose::json_schema_text(), options);
    return 0;
  }
  context.redact = options.redact;
  auto load = load_options(context, options.services);
  load.interpolate = !options.no_interpolate && !options.variables;
  load.validate = !options.variables;
  load.normalize = !options.no_normalize;
  load.resolve_paths = !options.no_path_resolution;
  load.check_consistency = !options.no_consistency;
  load.hashes = !options.hash.empty();
  load.resolve_environment = !options.no_env_resolution;
  if (options.check) return check_config(context, std::move(load), options.strict);
  load.trace = options.redact || !options.explain.empty();
  load.keep_unused = load.keep_unused || !options.explain.empty();
  auto loaded = cli::load(context, load);
  const bool digests = options.resolve_digests || options.lock_digests;
  if (digests && prints_project(options)) resolve_image_digests(context, loaded);
  if (options.quiet) return 0;
  if (options.redact && options.explain.empty()) compose::redact(loaded);
  const auto text = options.explain.empty() ? rendered(loaded, options) : explained(context, loaded, options);
  deliver(context, text, options);
  return 0;
}

void describe(Command& command, Context& context) {
  const auto options = std::make_shared<Options>();
  command.choice("--format", options->format, {"yaml", "json"}, "How to print it")
      .flag("-q,--quiet", options->quiet, "Only check, print nothing")
      .flag("--check", options->check, "Tell everything that is wrong or looks wrong, with advice, and nothing else")
      .flag("--strict", options->strict, "With --check: warnings are failures, too")
      .option("-o,--output", options->output, "FILE", "Write there instead of printing")
      .flag("--no-interpolate", options->no_interpolate, "Leave variables as they are")
      .flag("--no-normalize", options->no_normalize, "Add nothing that every project has without saying it")
      .flag("--no-path-resolution", options->no_path_resolution, "Leave paths relative")
      .flag("--no-consistency", options->no_consistency, "Do not check whether references lead somewhere")
      .flag("--no-env-resolution", options->no_env_resolution, "Leave env_file as it is")
      .flag("--services", options->list_services, "Names of the services, one a line")
      .flag("--volumes", options->list_volumes, "Names of the volumes")
      .flag("--networks", options->list_networks, "Names of the networks")
      .flag("--models", options->list_models, "Names of the models")
      .flag("--images", options->list_images, "Images of the services")
      .flag("--profiles", options->list_profiles, "All profiles of the project")
      .flag("--variables", options->variables, "Variables that the files use, with what they fall back to")
      .flag("--environment", options->environment, "Variables that the files are read with")
      .option("--explain", options->explain, "PATH",
              "Where a value comes from: services.web.environment.LOG_LEVEL, services.web.ports[0]")
      .flag("--resolve-image-digests", options->resolve_digests, "Images by the digest that their registry has")
      .flag("--lock-image-digests", options->lock_digests, "Only that, as an override file")
      .flag("--schema", options->schema, "The JSON schema of compose files, for editors; no file is read")
      .flag("--redact", options->redact, "Hide values that look secret")
      .option("--hash", options->hash, "SERVICES", "Configuration hash of services, separated by commas, or \"*\"")
      .arguments("[SERVICE...]", options->services, "Only these services and what they depend on")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace

void add_config_command(Command& root, Context& context) {
  describe(root.command("config", "Show the project as it is read: merged, with variables filled in, in the long form"),
           context);
}

void add_convert_command(Command& root, Context& context) {
  describe(root.hidden_command("convert", "The old name of config"), context);
}

}  // namespace berth::cli
