#include "compose/normalize.hpp"

#include "compose/history.hpp"
#include "compose/paths.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;

constexpr std::string_view service_prefix = "service:";

Node default_network_only() {
  Mapping mapping;
  mapping.set("default", Node());
  return Node(std::move(mapping));
}

/// Whether the service is on the default network; those that say nothing are put there.
bool joins_default_network(Node& service) {
  if (service.find("provider") != nullptr || service.find("network_mode") != nullptr) return false;
  const auto* networks = service.find("networks");
  if (networks == nullptr || networks->is_null() || (networks->is_mapping() && networks->mapping().empty())) {
    service.mapping().set("networks", default_network_only());
    return true;
  }
  return networks->find("default") != nullptr;
}

void normalize_networks(Node& model) {
  bool used = false;
  if (auto* services = model.find("services"); services != nullptr && services->is_mapping()) {
    for (auto& entry : services->mapping()) {
      if (entry.value.is_mapping()) used = joins_default_network(entry.value) || used;
    }
  }
  auto* networks = model.find("networks");
  if (!used || (networks != nullptr && networks->find("default") != nullptr)) return;
  if (networks != nullptr && networks->broken()) return;
  if (networks == nullptr || !networks->is_mapping()) networks = &model.mapping().set("networks", Node(Mapping{}));
  networks->mapping().set("default", Node());
}

/// `KEY` without a value takes it from the environment; what is not set there is dropped unless `keep_unset`.
void resolve_values(Node* values, const Environment& environment, bool keep_unset) {
  if (values == nullptr) return;
  if (values->is_mapping()) {
    for (auto& entry : values->mapping()) {
      if (!entry.value.is_null()) continue;
      if (const auto variable = environment.find(entry.key)) {
        history::filled(entry.value, entry.key, *variable);
        entry.value.assign(variable->value);
      }
    }
    if (!keep_unset) values->mapping().erase_if([](const yaml::Entry& entry) { return entry.value.is_null(); });
  } else if (values->is_sequence()) {
    std::erase_if(values->sequence(), [&](Node& item) {
      if (!item.is_string() || item.string().find('=') != std::string::npos) return false;
      const auto variable = environment.find(item.string());
      if (variable) {
        history::filled(item, item.string(), *variable);
        item.string() += "=" + variable->value;
      }
      return !variable && !keep_unset;
    });
  }
}

void add_dependency(Node& service, const std::string& name, bool restart, Span span) {
  auto* dependencies = service.find("depends_on");
  if (dependencies == nullptr || !dependencies->is_mapping()) {
    Node none(Mapping{});
    none.set_span(span);
    dependencies = &service.mapping().set("depends_on", std::move(none), span);
  }
  if (dependencies->find(name) != nullptr) return;
  Mapping dependency;
  dependency.set("condition", Node("service_started"));
  if (restart) dependency.set("restart", Node(true));
  dependency.set("required", Node(true));
  Node node(std::move(dependency));
  node.set_span(span);
  dependencies->mapping().set(name, std::move(node), span);
}

void add_link_dependencies(Node& service) {
  const auto* links = service.find("links");
  if (links == nullptr || !links->is_sequence()) return;
  for (const auto& link : yaml::Sequence(links->sequence())) {
    if (!link.is_string() || link.broken()) continue;
    add_dependency(service, link.string().substr(0, link.string().find(':')), true, link.span());
  }
}

void add_namespace_dependencies(Node& service) {
  for (const char* key : {"network_mode", "ipc", "pid", "uts", "cgroup"}) {
    const auto* value = service.find(key);
    if (value == nullptr || value->broken() || !value->is_string()) continue;
    if (!value->string().starts_with(service_prefix)) continue;
    add_dependency(service, value->string().substr(service_prefix.size()), true, value->span());
  }
}

void add_volume_dependencies(Node& service) {
  const auto* sources = service.find("volumes_from");
  if (sources == nullptr || !sources->is_sequence()) return;
  for (const auto& source : yaml::Sequence(sources->sequence())) {
    if (!source.is_string() || source.broken() || source.string().starts_with("container:")) continue;
    add_dependency(service, source.string().substr(0, source.string().find(':')), false, source.span());
  }
}

void normalize_build(Node& build, const Environment& environment) {
  if (!build.is_mapping()) return;
  if (build.find("context") == nullptr) build.mapping().set("context", Node("."));
  if (build.find("dockerfile") == nullptr && build.find("dockerfile_inline") == nullptr) {
    build.mapping().set("dockerfile", Node("Dockerfile"));
  }
  resolve_values(build.find("args"), environment, false);
}

void clean_mount_targets(Node& service) {
  auto* mounts = service.find("volumes");
  if (mounts == nullptr || !mounts->is_sequence()) return;
  for (auto& mount : mounts->sequence()) {
    auto* target = mount.find("target");
    if (target != nullptr && target->is_string()) target->string() = clean_path(target->string());
  }
}

/// A pre_start hook runs in the service's image unless it names another.
void set_hook_images(Node& service) {
  auto* hooks = service.find("pre_start");
  const auto* image = service.find("image");
  if (hooks == nullptr || !hooks->is_sequence() || image == nullptr) return;
  for (auto& hook : hooks->sequence()) {
    if (hook.is_mapping() && hook.find("image") == nullptr) hook.mapping().set("image", *image);
  }
}

void normalize_service(Node& service, const Environment& environment) {
  if (!service.is_mapping()) return;
  auto* policy = service.find("pull_policy");
  if (policy != nullptr && policy->is_string() && policy->string() == "if_not_present") policy->string() = "missing";
  if (auto* build = service.find("build")) normalize_build(*build, environment);
  resolve_values(service.find("environment"), environment, true);
  add_link_dependencies(service);
  add_namespace_dependencies(service);
  add_volume_dependencies(service);
  clean_mount_targets(service);
  set_hook_images(service);
}

bool is_external(const Node& resource) {
  const auto* external = resource.find("external");
  return external != nullptr && external->kind() == yaml::Kind::boolean && external->boolean();
}

void name_resources(Node& model, const std::string& project_name) {
  for (const char* section : {"networks", "volumes", "configs", "secrets"}) {
    auto* resources = model.find(section);
    if (resources == nullptr || !resources->is_mapping()) continue;
    for (auto& entry : resources->mapping()) {
      if (entry.value.is_null()) entry.value.assign(Mapping{});
      if (!entry.value.is_mapping() || entry.value.find("name") != nullptr) continue;
      const auto name = is_external(entry.value) ? entry.key : project_name + "_" + entry.key;
      entry.value.mapping().set("name", Node(name));
    }
  }
}

}  // namespace

void normalize(Node& model, const std::string& project_name, const Environment& environment) {
  if (!model.is_mapping()) return;
  if (auto* name = model.find("name")) {
    name->assign(project_name);
  } else {
    model.mapping().set("name", Node(project_name));
  }
  normalize_networks(model);
  if (auto* services = model.find("services"); services != nullptr && services->is_mapping()) {
    for (auto& entry : services->mapping()) normalize_service(entry.value, environment);
  }
  name_resources(model, project_name);
}

}  // namespace berth::compose
