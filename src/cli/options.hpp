// The options before the command: which project, which engine, how to talk.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace berth::cli {

struct GlobalOptions {
  std::vector<std::string> files;                // -f, in order; "-" is standard input
  std::optional<std::string> project_name;       // -p
  std::optional<std::string> project_directory;  // --project-directory
  std::vector<std::string> profiles;             // --profile, "*" for all
  std::vector<std::string> env_files;            // --env-file instead of ./.env
  std::optional<std::string> host;               // -H: unix://, tcp://
  std::optional<std::string> engine_context;     // --context: a docker context
  std::string ansi = "auto";                     // never | always | auto
  std::string progress = "auto";                 // auto | tty | plain | json | quiet
  std::string error_format = "text";             // text | json
  std::vector<std::string> silenced;             // --silence: codes of warnings
  std::optional<int> parallel;                   // simultaneous engine calls; -1: no limit
  bool dry_run = false;
  bool no_wait_lock = false;
  bool compatibility = false;
  bool all_resources = false;
  bool version = false;
  bool no_ansi = false;
  bool verbose = false;
};

/// Adds the options above to the root command.
void add_global_options(Command& root, GlobalOptions& options);

/// The value of --error-format before anything else is read: an error of the command line itself is told in it, too.
std::string error_format(std::span<const char* const> arguments);

/// Puts COMPOSE_ANSI, COMPOSE_PROGRESS, COMPOSE_PARALLEL_LIMIT and NO_COLOR (process environment, then the project's
/// .env through `lookup`) under options that were not given.
void apply_environment(GlobalOptions& options, const std::function<std::optional<std::string>(const char*)>& lookup);

}  // namespace berth::cli
