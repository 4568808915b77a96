#include "compose/load.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/budget.hpp"
#include "base/error.hpp"
#include "compose/bind.hpp"
#include "compose/config_hash.hpp"
#include "compose/consistency.hpp"
#include "compose/decode.hpp"
#include "compose/defaults.hpp"
#include "compose/lint.hpp"
#include "compose/model_loader.hpp"
#include "compose/name_settings.hpp"
#include "compose/normalize.hpp"
#include "compose/report.hpp"
#include "compose/selection.hpp"
#include "compose/service_environment.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

/// Names the project while the rest of a file is checked whose own name is wrong.
constexpr std::string_view stand_in_name = "project";

class Load {
 public:
  Load(const LoadOptions& options, const FileSystem& disk) : options_(options), disk_(disk) {}

  LoadResult run(const Environment& process) {
    auto& diagnostics = result_.diagnostics;
    diagnostics.end_when_full(true);
    std::optional<Diagnostic> limit;
    try {
      read(process);
    } catch (const LimitReached& reached) {
      limit = reached.problem();
    } catch (const TooManyErrors&) {  // all that are kept will be told
    }
    diagnostics.end_when_full(false);
    if (limit) diagnostics.add(std::move(*limit));
    return std::move(result_);
  }

 private:
  void read(const Environment& process) {
    result_.location = locate_project(options_.project, process, reading_);
    const ModelOptions model_options{.interpolate = options_.interpolate,
                                     .resolve_paths = options_.resolve_paths,
                                     .validate = options_.validate,
                                     .trace = options_.trace,
                                     .named_files = !options_.project.files.empty()};
    ModelLoader loader(model_options, reading_);
    name_project(loader);
    read_model(loader);
    if (options_.interpolate) bind_and_select();
  }

  /// A name that is none is told like every other problem, and another one stands in for it.
  void name_project(ModelLoader& loader) {
    auto& location = result_.location;
    Node top{yaml::Mapping{}};
    auto& given = top.mapping().set("name", location.name.empty() ? loader.name_in(location.files) : Node());
    if (options_.interpolate) {
      // Unset variables are told when the whole file is interpolated.
      interpolate(top, {.lookup = location.environment.lookup(), .cast = {}, .warn_about_unset = false}, budget_,
                  result_.diagnostics);
    }
    if (given.broken()) return set_name(std::string(stand_in_name));
    std::optional<std::string> from_files;
    if (given.is_string()) from_files = given.string();  // empty when a variable in it is
    if (!options_.normalize && from_files) return set_name(std::move(*from_files));
    auto name = project_name(location, from_files);
    if (!name && !from_files) throw Error(name.problem().message, name.problem().hint);
    if (name && from_files && options_.advise && *name != *from_files) advise_name(given, *name);
    if (!name) report(given, "project-name", "name", name.problem().message, name.problem().hint, result_.diagnostics);
    set_name(name ? std::move(*name) : std::string(stand_in_name));
  }

  void advise_name(const Node& given, const std::string& name) {
    result_.diagnostics.add({.severity = Severity::warning,
                             .code = "changed-project-name",
                             .span = given.span(),
                             .path = "name",
                             .message = fmt::format("the project is called \"{}\"", name),
                             .hint = "a name has lower-case letters, digits, - and _ only: write it so",
                             .notes = {}});
  }

  /// Without interpolation no variable but the name is known, as with Docker Compose.
  void set_name(std::string name) {
    result_.name = std::move(name);
    if (!options_.interpolate) result_.location.environment = {};
    auto& environment = result_.location.environment;
    if (environment.value("COMPOSE_PROJECT_NAME") == result_.name) return;
    environment.set("COMPOSE_PROJECT_NAME", Variable{result_.name, "the project's name", {}});
  }

  void read_model(ModelLoader& loader) {
    const auto& location = result_.location;
    result_.model = loader.load({.paths = location.files,
                                 .base = location.directory,
                                 .directory = location.directory,
                                 .environment = location.environment});
    result_.variables = loader.variables();
    result_.removals = loader.removals();
    if (result_.model.mapping().empty() && result_.model.fault() == yaml::Fault::none) {
      result_.diagnostics.error("empty-file", loader.start_of(location.files.front()), "the compose file is empty",
                                "add \"services:\"");
    }
    result_.profiles = all_profiles(result_.model);
    result_.silence = read_silence(result_.model, result_.diagnostics);
    readiness_ = read_readiness(result_.model, result_.diagnostics);
    names_ = read_name_settings(result_.model, result_.diagnostics);
    if (options_.trace) trace_name();
    if (!options_.normalize) return;
    normalize(result_.model, result_.name, location.environment);
    if (options_.trace) history::complete(result_.model, history::Made::consequences);
  }

  /// The name that counts, on the one that a file gives.
  void trace_name() {
    auto& model = result_.model.mapping();
    if (model.find("name") == nullptr) model.set("name", Node(result_.name));
    auto& name = *model.find("name");
    history::complete(name, history::Made::defaults);
    const auto& location = result_.location;
    const auto given = location.environment.find("COMPOSE_PROJECT_NAME");
    if (!location.name.empty() && given) history::filled(name, "COMPOSE_PROJECT_NAME", *given);
  }

  /// The checks go on after problems, with what is sound; a project is made only when there are none.
  void bind_and_select() {
    auto& bound = result_.bound;
    bound = std::move(result_.model);
    if (bound.find("name") == nullptr) bound.mapping().set("name", Node(result_.name));
    bound.find("name")->assign(result_.name);
    if (bound.find("services") == nullptr) bound.mapping().set("services", Node(yaml::Mapping{}));
    bind_types(bound, result_.diagnostics);
    if (options_.trace) history::complete(bound, history::Made::other_forms);
    auto profiles = result_.location.profiles;
    if (options_.check_consistency) {
      check_consistency(bound, active_services(bound, profiles), result_.diagnostics);
    }
    if (!result_.diagnostics.has_errors()) profiles = activated_profiles(bound, options_.services, std::move(profiles));
    const auto active = active_services(bound, profiles);
    resolve_files(active);
    if (options_.advise) lint(bound, active, disk_, result_.diagnostics);
    if (result_.diagnostics.has_errors()) return;
    add(bound, options_.additions);
    const auto selected = selected_services(bound, active, options_.services);
    if (!options_.services.empty()) drop_inactive_dependencies(bound, active);
    result_.project = decode(selected, profiles);
    keep_services(selected);
    hide_values();
  }

  void resolve_files(const std::set<std::string>& services) {
    if (options_.resolve_environment) {
      resolve_service_environments(result_.bound, services, result_.location.environment, reading_);
    }
    resolve_service_labels(result_.bound, services, reading_);
  }

  /// What Docker Compose never prints: the values of secrets, and of configs that come from variables.
  void hide_values() {
    for (const auto& [section, key] : {std::pair("secrets", secret_value_key), std::pair("configs", "content")}) {
      auto* objects = result_.bound.find(section);
      if (objects == nullptr || !objects->is_mapping()) continue;
      for (auto& entry : objects->mapping()) {
        if (entry.value.find("environment") != nullptr) entry.value.mapping().erase(key);
      }
    }
  }

  void keep_services(const std::set<std::string>& selected) {
    auto* services = result_.bound.find("services");
    if (services == nullptr || !services->is_mapping()) return;
    yaml::Mapping kept;
    for (auto& entry : services->mapping()) {
      if (!selected.contains(entry.key)) continue;
      if (options_.resolve_environment) entry.value.mapping().erase("env_file");
      kept.set(entry.key, std::move(entry.value), entry.key_span);
    }
    services->assign(std::move(kept));
  }

  [[nodiscard]] const yaml::Mapping& section(const char* name) const {
    static const yaml::Mapping none;
    const auto* found = result_.bound.find(name);
    return found != nullptr && found->is_mapping() ? found->mapping() : none;
  }

  Project decode(const std::set<std::string>& selected, const std::vector<std::string>& profiles) {
    if (!options_.keep_unused) drop_unused_resources(result_.bound, selected);
    const auto& location = result_.location;
    Project project;
    project.name = result_.name;
    project.working_dir = location.directory;
    project.config_files = location.files;
    project.env_files = location.env_files;
    project.environment = location.environment;
    project.profiles = profiles;
    for (const auto& entry : section("services")) {
      auto& services = selected.contains(entry.key) ? project.services : project.disabled_services;
      auto service = decode_service(entry.key, entry.value, entry.key_span);
      if (const auto ready = readiness_.find(entry.key); ready != readiness_.end()) service.ready = ready->second;
      if (auto names = to_json(names_); !names.empty()) service.labels[name_settings_label] = std::move(names);
      if (options_.hashes) service.config_hash = service_hash(entry.value);
      services.emplace(entry.key, std::move(service));
    }
    for (const auto& entry : section("networks")) {
      auto network = decode_network(entry);
      if (options_.hashes) network.config_hash = network_hash(entry.value);
      project.networks.emplace(entry.key, std::move(network));
    }
    for (const auto& entry : section("volumes")) {
      auto volume = decode_volume(entry);
      if (options_.hashes) volume.config_hash = volume_hash(entry.value);
      project.volumes.emplace(entry.key, std::move(volume));
    }
    for (const auto& entry : section("secrets")) project.secrets.emplace(entry.key, decode_file_object(entry));
    for (const auto& entry : section("configs")) project.configs.emplace(entry.key, decode_file_object(entry));
    for (const auto& entry : section("models")) project.models.emplace(entry.key, decode_model(entry));
    return project;
  }

  const LoadOptions& options_;
  const FileSystem& disk_;
  LoadResult result_;
  std::map<std::string, Readiness> readiness_;  // by service
  NameSettings names_;
  Budget budget_;
  Reading reading_{disk_, result_.files, result_.diagnostics, budget_};
};

}  // namespace

namespace {

/// Whether the same would be read a second time, as long as no limit ended the first.
bool can_be_repeated(const LoadResult& result, const FileSystem& disk) {
  const auto regular = [&](const std::string& path) { return path != "-" && disk.kind(path) == FileKind::regular; };
  const auto& all = result.diagnostics.all();
  return result.diagnostics.keeps_all() && std::ranges::all_of(result.location.files, regular) &&
         std::ranges::all_of(result.location.env_files, regular) &&
         std::ranges::find(all, Code("limit"), &Diagnostic::code) == all.end();
}

}  // namespace

/// Problems are told with what the values came over. Only a trace knows that, and it costs too much for every load.
LoadResult load(const LoadOptions& options, const Environment& process, const FileSystem& disk) {
  LoadOptions traced = options;
  traced.trace = options.trace || options.advise;
  auto result = Load(traced, disk).run(process);
  if (!result.diagnostics.has_errors() || traced.trace || !can_be_repeated(result, disk)) return result;
  traced.trace = true;
  return Load(traced, disk).run(process);
}

}  // namespace berth::compose
