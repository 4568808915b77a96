// From the command line to a project.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "compose/load.hpp"
#include "compose/project.hpp"

namespace berth::cli {

/// From the global options; `services`: those named on the command line.
compose::LoadOptions load_options(const Context& context, const std::vector<std::string>& services = {});

/// Loads with the process's environment, puts COMPOSE_* settings under the global options that were not given, and
/// leaves files and silenced warnings to the context. Shows nothing yet.
compose::LoadResult load_quietly(Context& context, const compose::LoadOptions& options);

/// The same, and shows every problem on standard error; throws Reported after errors.
compose::LoadResult load(Context& context, const compose::LoadOptions& options);

/// Loads the compose files that the options and the environment name. `services`: those named on the command line
/// (their profiles become active). Warnings go to standard error; errors too, all of them, and Reported is thrown.
compose::Project load_project(Context& context, const std::vector<std::string>& services = {});

/// The same for a command that makes containers: with the bytes of this host's files that go to the engine, and
/// nothing missing. `services` as above.
compose::Project load_project_to_run(Context& context, const std::vector<std::string>& services = {});

/// Loads it once more, with additions. What was told before is not told again.
compose::Project load_again(Context& context, const std::vector<std::string>& services, compose::Additions additions);

/// What is missing or wrong among the host's files, after reading those whose bytes the project needs.
Diagnostics read_host_files(const Context& context, compose::Project& project);

/// Whether a load would find any file.
bool has_compose_file(const Context& context);

/// A project, or only its name: commands that look and tidy up work without a file when -p or COMPOSE_PROJECT_NAME
/// gives the name.
struct ProjectOrName {
  std::string name;
  std::optional<compose::Project> project;
};
ProjectOrName load_project_or_name(Context& context);

/// The same for a command about some services (all when none is named); throws berth::Error for an unknown one.
ProjectOrName load_for_services(Context& context, const std::vector<std::string>& services);

/// Throws berth::Error naming those that are not services of the project ("no such service: wbe", did you mean).
void require_services(const compose::Project& project, const std::vector<std::string>& services);

}  // namespace berth::cli
