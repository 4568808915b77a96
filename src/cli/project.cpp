#include "cli/project.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/surroundings.hpp"
#include "compose/host_contents.hpp"
#include "compose/host_files.hpp"
#include "compose/local_file_system.hpp"
#include "engine_client/connect.hpp"

namespace berth::cli {
namespace {

compose::Environment process_environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return compose::Environment::from_process(entries);
}

}  // namespace

compose::LoadOptions load_options(const Context& context, const std::vector<std::string>& services) {
  compose::LoadOptions out;
  out.project.files = context.options.files;
  out.project.project_directory = context.options.project_directory.value_or("");
  out.project.project_name = context.options.project_name.value_or("");
  out.project.env_files = context.options.env_files;
  out.project.profiles = context.options.profiles;
  out.services = services;
  out.keep_unused = context.options.all_resources;
  return out;
}

compose::LoadResult load_quietly(Context& context, const compose::LoadOptions& options) {
  auto loaded = compose::load(options, process_environment(), compose::LocalFileSystem());
  const auto& variables = loaded.location.environment;
  apply_environment(context.options, [&](const char* name) { return variables.value(name); });
  if (loaded.project && context.options.compatibility) loaded.project->separator = '_';
  context.files = std::move(loaded.files);
  context.silence = std::move(loaded.silence);
  compose::add_silenced(context.options.silenced, context.silence, loaded.diagnostics);
  return loaded;
}

compose::LoadResult load(Context& context, const compose::LoadOptions& options) {
  auto loaded = load_quietly(context, options);
  context.show(loaded.diagnostics);
  return loaded;
}

namespace {

/// Whether a load would find any file.
bool has_compose_file(const Context& context) {
  const compose::LocalFileSystem disk;
  SourceFiles files;
  Diagnostics diagnostics;
  Budget budget;
  const auto options = load_options(context).project;
  try {
    return !compose::locate_project(options, process_environment(), {disk, files, diagnostics, budget}, false)
                .files.empty();
  } catch (const LimitReached&) {
    return true;  // loading it tells
  }
}

}  // namespace

compose::Project load_project(Context& context, const std::vector<std::string>& services) {
  auto loaded = load(context, load_options(context, services));
  if (!loaded.project) throw Error("the compose file gives no project");
  return std::move(*loaded.project);
}

Diagnostics read_host_files(const Context& context, compose::Project& project) {
  const compose::LocalFileSystem disk;
  auto problems = compose::read_host_contents(project, disk);
  // What is mounted lies on the engine's host.
  if (engine::engine_is_elsewhere(surroundings(context))) return problems;
  const auto missing = compose::check_host_files(project, disk);
  for (const auto& problem : missing.all()) problems.add(problem);
  return problems;
}

compose::Project load_project_to_run(Context& context, const std::vector<std::string>& services) {
  auto project = load_project(context, services);
  context.show(read_host_files(context, project));
  return project;
}

compose::Project load_again(Context& context, const std::vector<std::string>& services, compose::Additions additions) {
  auto options = load_options(context, services);
  options.additions = std::move(additions);
  auto loaded = load_quietly(context, options);
  if (!loaded.project) throw Error("the compose files changed while the command ran", "run it again");
  const auto problems = read_host_files(context, *loaded.project);
  if (problems.has_errors()) context.show(problems);
  return std::move(*loaded.project);
}

ProjectOrName load_project_or_name(Context& context) {
  return load_for_services(context, {});
}

ProjectOrName load_for_services(Context& context, const std::vector<std::string>& services) {
  const auto& options = context.options;
  if (options.project_name && options.files.empty()) return {*options.project_name, std::nullopt};
  const auto name = context.environment("COMPOSE_PROJECT_NAME").value_or("");
  if (!name.empty() && options.files.empty() && !has_compose_file(context)) return {name, std::nullopt};
  auto project = load_project(context, services);
  require_services(project, services);
  return {project.name, std::move(project)};
}

void require_services(const compose::Project& project, const std::vector<std::string>& services) {
  std::vector<std::string_view> known;
  for (const auto& [name, service] : project.services) known.push_back(name);
  for (const auto& [name, service] : project.disabled_services) known.push_back(name);
  for (const auto& name : services) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto meant = closest(name, known);
    throw Error(fmt::format("no such service: {}", name), meant ? fmt::format("did you mean \"{}\"?", *meant) : "");
  }
}

}  // namespace berth::cli
