#include "cli/options.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace berth::cli {
namespace {

int parse_limit(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Error(fmt::format("COMPOSE_PARALLEL_LIMIT must be a whole number, not \"{}\"", text));
  }
  return value;
}

}  // namespace

void add_global_options(Command& root, GlobalOptions& options) {
  root.option("-f,--file", options.files, "FILE",
              "Compose file; repeat it to merge several, \"-\" reads standard input")
      .option("-p,--project-name", options.project_name, "NAME", "Project name")
      .option("--project-directory", options.project_directory, "DIR",
              "Directory that relative paths, .env and the default name come from")
      .option("--profile", options.profiles, "NAME", "Activate a profile; repeat it for several, \"*\" for all")
      .option("--env-file", options.env_files, "FILE", "Variables for the compose file instead of .env; repeatable")
      .option("-H,--host", options.host, "URL", "Engine to talk to (unix:///path, tcp://host:port)")
      .option("-c,--context", options.engine_context, "NAME", "Docker context that names the engine")
      .choice("--ansi", options.ansi, {"never", "always", "auto"}, "When to use colours and cursor movement")
      .choice("--progress", options.progress, {"auto", "tty", "plain", "json", "quiet", "none"},
              "How progress is shown")
      .choice("--error-format", options.error_format, {"text", "json"},
              "Errors and warnings as text, or as one JSON object a line")
      .option("--silence", options.silenced, "CODE", "Do not show warnings of this kind; repeatable")
      .option("--parallel", options.parallel, "N", "Engine calls at the same time; -1 for no limit")
      .flag("--no-wait-lock", options.no_wait_lock, "Fail at once while another command changes the project")
      .flag("--dry-run", options.dry_run, "Show what would be done and change nothing")
      .flag("--compatibility", options.compatibility, "Names with \"_\" as Docker Compose v1 made them")
      .flag("--all-resources", options.all_resources, "Keep networks and volumes that no service uses")
      .flag("-v,--version", options.version, "Show the version")
      .option("--workdir", options.project_directory, "DIR", "Old name of --project-directory")
      .flag("--no-ansi", options.no_ansi, "Old spelling of --ansi never")
      .flag("--verbose", options.verbose, "Without effect")
      .hidden("--workdir,--no-ansi,--verbose");
}

std::string error_format(std::span<const char* const> arguments) {
  constexpr std::string_view name = "--error-format";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const bool separate = argument == name && i + 1 < arguments.size();
    if ((separate && std::string_view(arguments[i + 1]) == "json") || argument == "--error-format=json") return "json";
  }
  return "text";
}

void apply_environment(GlobalOptions& options, const std::function<std::optional<std::string>(const char*)>& lookup) {
  const auto fill = [&](const char* name, std::string& target) {
    const auto value = lookup(name);
    if (target == "auto" && value && !value->empty()) target = *value;
  };
  fill("COMPOSE_ANSI", options.ansi);
  fill("COMPOSE_PROGRESS", options.progress);
  if (options.progress == "none") options.progress = "quiet";
  if (const auto given = lookup("COMPOSE_COMPATIBILITY"); given && !options.compatibility) {
    const auto word = to_lower(*given);
    options.compatibility = word == "1" || word == "true";
  }
  if (!options.parallel) {
    if (const auto limit = lookup("COMPOSE_PARALLEL_LIMIT"); limit && !limit->empty()) {
      options.parallel = parse_limit(*limit);
    }
  }
}

}  // namespace berth::cli
