#include "cli/config_check.hpp"

#include <algorithm>

#include "base/render.hpp"
#include "cli/project.hpp"
#include "compose/host_files.hpp"
#include "compose/local_file_system.hpp"
#include "engine_api/version.hpp"
#include "plan/check.hpp"

namespace berth::cli {
namespace {

void add_all(const Diagnostics& more, Diagnostics& diagnostics) {
  for (const auto& diagnostic : more.all()) diagnostics.add(diagnostic);
}

/// Services that must be built here: nothing says where to pull their images from.
std::set<std::string> only_built(const compose::Project& project) {
  std::set<std::string> names;
  for (const auto& [name, service] : project.services) {
    if (service.build && service.image.empty()) names.insert(name);
  }
  return names;
}

/// An engine that can do whatever one can do: what is left is what Berth itself does not carry.
engine_api::Capabilities newest_engine() {
  engine_api::EngineIdentity identity;
  identity.kind = engine_api::EngineKind::docker;
  identity.api = engine_api::newest_known_api;
  return engine_api::capabilities(identity);
}

void check_project(const Context& context, compose::Project& project, Diagnostics& diagnostics) {
  add_all(read_host_files(context, project), diagnostics);
  add_all(compose::check_build_files(project, only_built(project), compose::LocalFileSystem()), diagnostics);
  add_all(plan::check(project, newest_engine()), diagnostics);
}

}  // namespace

int check_config(Context& context, compose::LoadOptions options, bool strict) {
  options.advise = true;
  auto loaded = load_quietly(context, options);
  if (loaded.project) check_project(context, *loaded.project, loaded.diagnostics);
  const auto heard = context.tell(loaded.diagnostics);
  const auto errors = static_cast<std::size_t>(std::ranges::count(heard, Severity::error, &Diagnostic::severity));
  const auto warnings = heard.size() - errors;
  if (!context.json_errors()) write(Stream::error, summary(errors, warnings) + "\n");
  return errors > 0 || (strict && warnings > 0) ? Error::failure : 0;
}

}  // namespace berth::cli
