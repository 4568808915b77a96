#include "compose/load.hpp"

#include "base/error.hpp"
#include "compose/bind.hpp"
#include "compose/config_hash.hpp"
#include "compose/consistency.hpp"
#include "compose/decode.hpp"
#include "compose/defaults.hpp"
#include "compose/model_loader.hpp"
#include "compose/normalize.hpp"
#include "compose/selection.hpp"
#include "compose/service_environment.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

class Load {
 public:
  Load(const LoadOptions& options, const FileSystem& disk) : options_(options), disk_(disk) {}

  LoadResult run(const Environment& process) {
    result_.location = locate_project(options_.project, process, disk_, result_.files, result_.diagnostics);
    const ModelOptions model_options{.interpolate = options_.interpolate,
                                     .resolve_paths = options_.resolve_paths,
                                     .validate = options_.validate,
                                     .trace = options_.trace};
    ModelLoader loader(model_options, disk_, result_.files, result_.diagnostics);
    name_project(loader);
    if (!read_model(loader)) return std::move(result_);
    if (options_.interpolate) bind_and_select();
    return std::move(result_);
  }

 private:
  void name_project(ModelLoader& loader) {
    auto& location = result_.location;
    std::optional<std::string> from_files;
    if (location.name.empty()) from_files = loader.name_in(location.files);
    if (from_files && from_files->empty()) from_files.reset();
    if (options_.interpolate && from_files) {
      const auto substituted = substitute(*from_files, location.environment.lookup());
      if (!substituted) throw Error("name: " + substituted.problem().message, substituted.problem().hint);
      from_files = substituted->text;
    }
    if (!options_.normalize && from_files && !from_files->empty()) return set_name(std::move(*from_files));
    auto name = project_name(location, from_files);
    if (!name) throw Error(name.problem().message, name.problem().hint);
    set_name(std::move(*name));
  }

  /// Without interpolation no variable but the name is known, as with Docker Compose.
  void set_name(std::string name) {
    result_.name = std::move(name);
    if (!options_.interpolate) result_.location.environment = {};
    auto& environment = result_.location.environment;
    if (environment.value("COMPOSE_PROJECT_NAME") == result_.name) return;
    environment.set("COMPOSE_PROJECT_NAME", Variable{result_.name, "the project's name", {}});
  }

  bool read_model(ModelLoader& loader) {
    const auto& location = result_.location;
    result_.model = loader.load({.paths = location.files,
                                 .base = location.directory,
                                 .directory = location.directory,
                                 .environment = location.environment});
    result_.variables = loader.variables();
    result_.removals = loader.removals();
    if (result_.diagnostics.has_errors()) return false;
    if (result_.model.mapping().empty()) {
      result_.diagnostics.error("empty", loader.place_of(location.files.front()), "the compose file is empty",
                                "add \"services:\"");
      return false;
    }
    result_.profiles = all_profiles(result_.model);
    if (options_.trace) trace_name();
    if (!options_.normalize) return true;
    normalize(result_.model, result_.name, location.environment);
    if (options_.trace) history::complete(result_.model, history::Made::consequences);
    return true;
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

  void bind_and_select() {
    auto& bound = result_.bound;
    bound = std::move(result_.model);
    if (bound.find("name") == nullptr) bound.mapping().set("name", Node(result_.name));
    bound.find("name")->assign(result_.name);
    if (bound.find("services") == nullptr) bound.mapping().set("services", Node(yaml::Mapping{}));
    bind_types(bound, result_.diagnostics);
    if (options_.trace) history::complete(bound, history::Made::other_forms);
    if (result_.diagnostics.has_errors()) return;
    auto profiles = result_.location.profiles;
    if (options_.check_consistency) {
      check_consistency(bound, active_services(bound, profiles), result_.diagnostics);
    }
    if (result_.diagnostics.has_errors()) return;
    profiles = activated_profiles(bound, options_.services, std::move(profiles));
    const auto active = active_services(bound, profiles);
    resolve_files(active);
    if (result_.diagnostics.has_errors()) return;
    const auto selected = selected_services(bound, active, options_.services);
    if (!options_.services.empty()) drop_inactive_dependencies(bound, active);
    result_.project = decode(selected, profiles);
    keep_services(selected);
    hide_values();
  }

  void resolve_files(const std::set<std::string>& services) {
    if (options_.resolve_environment) {
      resolve_service_environments(result_.bound, services, result_.location.environment, disk_, result_.files,
                                   result_.diagnostics);
    }
    resolve_service_labels(result_.bound, services, disk_, result_.files, result_.diagnostics);
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
};

}  // namespace

LoadResult load(const LoadOptions& options, const Environment& process, const FileSystem& disk) {
  return Load(options, disk).run(process);
}

}  // namespace berth::compose
