#include "compose/selection.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

std::vector<std::string> profiles_of(const Node& service) {
  std::vector<std::string> names;
  const auto* profiles = service.find("profiles");
  if (profiles == nullptr || !profiles->is_sequence()) return names;
  for (const auto& profile : profiles->sequence()) {
    if (profile.is_string()) names.push_back(profile.string());
  }
  return names;
}

const yaml::Mapping& services_of(const Node& model) {
  static const yaml::Mapping none;
  const auto* services = model.find("services");
  return services != nullptr && services->is_mapping() ? services->mapping() : none;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

[[noreturn]] void fail_unknown(const Node& model, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& service : services_of(model)) names.push_back(service.key);
  const auto meant = closest(name, names);
  throw Error(fmt::format("no such service: {}", name), meant ? fmt::format("did you mean \"{}\"?", *meant) : "");
}

/// Required dependencies, and optional ones that are active.
std::vector<std::string> needed_by(const Node& service, const std::set<std::string>& active) {
  std::vector<std::string> names;
  const auto* dependencies = service.find("depends_on");
  if (dependencies == nullptr || !dependencies->is_mapping()) return names;
  for (const auto& entry : dependencies->mapping()) {
    const auto* required = entry.value.find("required");
    const bool optional = required != nullptr && required->kind() == yaml::Kind::boolean && !required->boolean();
    if (!optional || active.contains(entry.key)) names.push_back(entry.key);
  }
  return names;
}

using Used = std::map<std::string, std::set<std::string>, std::less<>>;

void use_keys(const Node* mapping, std::set<std::string>& names) {
  if (mapping == nullptr || !mapping->is_mapping()) return;
  for (const auto& entry : mapping->mapping()) names.insert(entry.key);
}

void use_sources(const Node* list, std::set<std::string>& names, bool only_volumes = false) {
  if (list == nullptr || !list->is_sequence()) return;
  for (const auto& item : list->sequence()) {
    const auto* type = item.find("type");
    if (only_volumes && (type == nullptr || !type->is_string() || type->string() != "volume")) continue;
    const auto* source = item.find("source");
    if (source != nullptr && source->is_string()) names.insert(source->string());
  }
}

void use_resources(const Node& service, Used& used) {
  use_keys(service.find("networks"), used["networks"]);
  use_keys(service.find("models"), used["models"]);
  use_sources(service.find("volumes"), used["volumes"], true);
  use_sources(service.find("secrets"), used["secrets"]);
  use_sources(service.find("configs"), used["configs"]);
  if (const auto* build = service.find("build")) use_sources(build->find("secrets"), used["secrets"]);
}

}  // namespace

std::set<std::string> active_services(const Node& model, const std::vector<std::string>& profiles) {
  std::set<std::string> active;
  const bool all = contains(profiles, "*");
  for (const auto& service : services_of(model)) {
    const auto own = profiles_of(service.value);
    // A profile without a name is active unless others are asked for, as with Docker Compose.
    const auto is_active = [&](const std::string& profile) {
      return contains(profiles, profile) || (profile.empty() && profiles.empty());
    };
    if (all || own.empty() || std::ranges::any_of(own, is_active)) active.insert(service.key);
  }
  return active;
}

std::vector<std::string> activated_profiles(const Node& model, const std::vector<std::string>& named,
                                            std::vector<std::string> profiles) {
  const auto active = active_services(model, profiles);
  for (const auto& name : named) {
    const auto* service = services_of(model).find(name);
    if (service == nullptr) fail_unknown(model, name);
    if (active.contains(name)) continue;
    for (auto& profile : profiles_of(*service)) {
      if (!contains(profiles, profile)) profiles.push_back(std::move(profile));
    }
  }
  return profiles;
}

std::set<std::string> selected_services(const Node& model, const std::set<std::string>& active,
                                        const std::vector<std::string>& named) {
  if (named.empty()) return active;
  std::set<std::string> selected;
  std::vector<std::string> pending = named;
  while (!pending.empty()) {
    const auto name = std::move(pending.back());
    pending.pop_back();
    if (!active.contains(name)) fail_unknown(model, name);
    if (!selected.insert(name).second) continue;
    std::ranges::move(needed_by(*services_of(model).find(name), active), std::back_inserter(pending));
  }
  return selected;
}

void drop_inactive_dependencies(Node& model, const std::set<std::string>& active) {
  auto* services = model.find("services");
  if (services == nullptr || !services->is_mapping()) return;
  for (auto& service : services->mapping()) {
    auto* dependencies = service.value.find("depends_on");
    if (dependencies == nullptr || !dependencies->is_mapping()) continue;
    yaml::Mapping kept;
    for (auto& entry : dependencies->mapping()) {
      if (active.contains(entry.key)) kept.set(entry.key, std::move(entry.value), entry.key_span);
    }
    dependencies->assign(std::move(kept));
  }
}

std::map<std::string, std::set<std::string>, std::less<>> used_resources(const Node& model) {
  Used used;
  for (const auto& service : services_of(model)) use_resources(service.value, used);
  return used;
}

void drop_unused_resources(Node& model, const std::set<std::string>& services) {
  Used used;
  for (const auto& name : services) {
    if (const auto* service = services_of(model).find(name)) use_resources(*service, used);
  }
  for (const char* section : {"networks", "volumes", "secrets", "configs", "models"}) {
    auto* resources = model.find(section);
    if (resources == nullptr || !resources->is_mapping()) continue;
    yaml::Mapping kept;
    for (auto& entry : resources->mapping()) {
      if (used[section].contains(entry.key)) kept.set(entry.key, std::move(entry.value), entry.key_span);
    }
    resources->assign(std::move(kept));
  }
}

std::set<std::string> all_profiles(const Node& model) {
  std::set<std::string> all;
  for (const auto& service : services_of(model)) {
    for (auto& profile : profiles_of(service.value)) all.insert(std::move(profile));
  }
  return all;
}

}  // namespace berth::compose
