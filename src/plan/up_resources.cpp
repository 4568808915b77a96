// Images, networks and volumes of `up`: made before the containers that need them.
#include <algorithm>

#include <fmt/format.h>

#include "plan/diff.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/project_error.hpp"
#include "plan/up_state.hpp"

namespace berth::plan {

namespace {

std::set<std::string> used_networks(const Up& up) {
  std::set<std::string> keys;
  for (const auto& name : up.selection.ordered) {
    for (const auto& [key, attachment] : up.service(name).networks) keys.insert(key);
  }
  return keys;
}

std::set<std::string> used_volumes(const Up& up) {
  std::set<std::string> keys;
  for (const auto& name : up.selection.ordered) {
    for (const auto& mount : up.service(name).volumes) {
      if (mount.type == compose::MountType::volume && !mount.source.empty()) keys.insert(mount.source);
    }
  }
  return keys;
}

/// Whose it is, when it is not this project's; empty when it is.
std::string foreign_owner(const engine_api::StringMap& labels, const std::string& project) {
  const auto found = labels.find(label::project);
  if (found == labels.end()) return "nobody's project";
  return found->second == project ? "" : "project " + found->second;
}

void warn_foreign(Up& up, std::string_view kind, const std::string& name, const std::string& owner) {
  up.builder.warn(kind == "network" ? Code("foreign-network") : Code("foreign-volume"),
                  fmt::format("{} {} was there before and belongs to {}; it is used as it is", kind, name, owner),
                  fmt::format("write `external: true` below {} if that is meant", name));
}

[[noreturn]] void refuse_missing(std::string_view kind, const std::string& name, Span span) {
  throw ProjectError(span, fmt::format("{} {} is declared external and is not there", kind, name),
                     fmt::format("create it: docker {} create {}", kind, name));
}

/// A different hash of another release is no difference by itself.
std::vector<Cause> changes_of(const std::string& hash, const engine_api::StringMap& labels, std::vector<Cause> found) {
  const auto written = labels.find(label::config_hash);
  if (written == labels.end() || written->second.empty() || written->second == hash) return {};
  const auto version = labels.find(label::version);
  const bool ours = version != labels.end() && version->second == compose_version;
  if (found.empty() && ours) found.push_back({.reason = Reason::hash_changed});
  return found;
}

void create_network(Up& up, NetworkState& state, const compose::Network& network, std::size_t change) {
  const Resource resource{ResourceKind::network, state.name, ""};
  state.created = up.builder.add(change, CreateNetwork{network_request(up.project, network)}, resource);
  if (state.removed) up.builder.need(*state.created, *state.removed);
  if (state.unambiguous) up.builder.need(*state.created, *state.unambiguous);
}

void remake_network(Up& up, NetworkState& state, const compose::Network& network, const std::string& id,
                    std::vector<Cause> causes) {
  const Resource resource{ResourceKind::network, state.name, ""};
  const auto change = up.builder.change(ChangeKind::recreate, resource, std::move(causes));
  state.removed = up.builder.add(change, RemoveNetwork{id, state.name}, resource);
  up.old_first = true;
  create_network(up, state, network, change);
}

bool is_used(const Up& up, const engine_api::NetworkSummary& network) {
  return std::ranges::any_of(up.observed.containers, [&](const ContainerSummary& container) {
    const auto joined = container.networks.find(network.name);
    return joined != container.networks.end() && joined->second.network_id == network.id;
  });
}

/// Two creates at once (one of a command that was killed) can leave Docker with two networks of one name, and then
/// nobody can join either by it. The others of this project; the one that is kept is the one in use.
struct Namesakes {
  const engine_api::NetworkSummary* kept = nullptr;
  std::vector<const engine_api::NetworkSummary*> unused;
};

Namesakes namesakes_of(const Up& up, const std::string& name) {
  Namesakes found;
  for (const auto& network : up.observed.networks) {
    if (network.name != name || !foreign_owner(network.labels, up.project.name).empty()) continue;
    if (is_used(up, network) || found.kept == nullptr) {
      if (found.kept != nullptr && !is_used(up, *found.kept)) found.unused.push_back(found.kept);
      found.kept = &network;
    } else {
      found.unused.push_back(&network);
    }
  }
  return found;
}

void remove_namesakes(Up& up, NetworkState& state, const std::vector<const engine_api::NetworkSummary*>& unused) {
  if (unused.empty()) return;
  const Resource resource{ResourceKind::network, state.name, ""};
  const auto change = up.builder.change(ChangeKind::remove, resource, {{.reason = Reason::duplicate}});
  for (const auto* network : unused) {
    const auto removal = up.builder.add(change, RemoveNetwork{network->id, network->name}, resource);
    if (state.unambiguous) up.builder.need(removal, *state.unambiguous);
    state.unambiguous = removal;
  }
}

void plan_network(Up& up, const compose::Network& network) {
  NetworkState& state = up.networks[network.key];
  state.name = network.name;
  const auto namesakes = namesakes_of(up, network.name);
  const auto* there = namesakes.kept != nullptr ? namesakes.kept : find_network(up.observed, network.name);
  const Resource resource{ResourceKind::network, network.name, ""};
  if (network.external) {
    if (there == nullptr) refuse_missing("network", network.name, network.span);
    return;
  }
  if (there == nullptr) {
    create_network(up, state, network,
                   up.builder.change(ChangeKind::create, resource, {{.reason = Reason::absent, .span = network.span}}));
    return;
  }
  if (const auto owner = foreign_owner(there->labels, up.project.name); !owner.empty())
    return warn_foreign(up, "network", network.name, owner);
  remove_namesakes(up, state, namesakes.unused);
  auto causes =
      changes_of(network.config_hash, there->labels, differences(*there, network_request(up.project, network)));
  if (!causes.empty()) return remake_network(up, state, network, there->id, std::move(causes));
  up.builder.change(ChangeKind::up_to_date, resource, {});
}

void create_volume(Up& up, VolumeState& state, const compose::Volume& volume, std::size_t change) {
  const Resource resource{ResourceKind::volume, state.name, ""};
  state.created = up.builder.add(change, CreateVolume{volume_request(up.project, volume)}, resource);
  if (state.removed) up.builder.need(*state.created, *state.removed);
}

void remake_volume(Up& up, VolumeState& state, const compose::Volume& volume, std::vector<Cause> causes) {
  const Resource resource{ResourceKind::volume, state.name, ""};
  const auto change = up.builder.change(ChangeKind::recreate, resource, std::move(causes));
  state.removed = up.builder.add(change, RemoveVolume{state.name}, resource);
  up.remade_volumes.insert(state.name);
  up.old_first = true;
  create_volume(up, state, volume, change);
}

/// Data is never destroyed unasked: a changed volume stays until the user agrees.
void plan_changed_volume(Up& up, VolumeState& state, const compose::Volume& volume, std::vector<Cause> causes) {
  up.builder.changed_volume(volume.name);
  if (up.options.recreate_volumes.contains(volume.name)) return remake_volume(up, state, volume, std::move(causes));
  up.builder.warn(
      "changed-volume",
      fmt::format("volume {} differs from the file ({}) and stays as it is", volume.name, describe(causes.front())),
      "making it anew destroys its data: remove it yourself, or answer yes when asked");
  up.builder.change(ChangeKind::up_to_date, {ResourceKind::volume, volume.name, ""}, {});
}

void plan_volume(Up& up, const compose::Volume& volume) {
  VolumeState& state = up.volumes[volume.key];
  state.name = volume.name;
  const auto* there = find_volume(up.observed, volume.name);
  const Resource resource{ResourceKind::volume, volume.name, ""};
  if (volume.external) {
    if (there == nullptr) refuse_missing("volume", volume.name, volume.span);
    return;
  }
  if (there == nullptr) {
    create_volume(up, state, volume,
                  up.builder.change(ChangeKind::create, resource, {{.reason = Reason::absent, .span = volume.span}}));
    return;
  }
  if (const auto owner = foreign_owner(there->labels, up.project.name); !owner.empty())
    return warn_foreign(up, "volume", volume.name, owner);
  auto causes = changes_of(volume.config_hash, there->labels, differences(*there, volume_request(up.project, volume)));
  if (!causes.empty()) return plan_changed_volume(up, state, volume, std::move(causes));
  up.builder.change(ChangeKind::up_to_date, resource, {});
}

/// Stands in for the hooks of pre_start that run in an image that is no service's.
std::vector<compose::Service> hook_images(const Up& up) {
  std::vector<compose::Service> services;
  for (const auto& name : up.selection.ordered) {
    const auto& service = up.service(name);
    for (const auto& image : compose::hook_images(up.project, service)) {
      compose::Service stand_in;
      stand_in.name = name;
      stand_in.span = service.span;
      stand_in.image = image;
      stand_in.platform = service.platform;
      stand_in.pull_policy = service.pull_policy == "build" ? "" : service.pull_policy;
      services.push_back(std::move(stand_in));
    }
  }
  return services;
}

}  // namespace

void plan_images(Up& up) {
  // Builds first and in their own order, so that one that starts from another's image finds that step.
  std::vector<std::string> used;
  for (const auto& name : up.selection.ordered) {
    if (wanted_replicas(up.service(name), up.options.scale) > 0) used.push_back(name);
  }
  auto ordered = in_build_order(up.project, used);
  ordered.insert(ordered.end(), used.begin(), used.end());
  for (const auto& name : ordered) {
    const auto& service = *find_service(up.project, name);
    if (service.provider) continue;
    const auto action = image_action(up.project, service, up.observed, up.options);
    add_image_steps(up.builder, up.image_steps, up.project, service, action);
  }
  for (const auto& service : hook_images(up)) {
    const auto action = image_action(up.project, service, up.observed, up.options);
    add_image_steps(up.builder, up.image_steps, up.project, service, action);
  }
}

void plan_networks(Up& up) {
  for (const auto& key : used_networks(up)) {
    const auto network = up.project.networks.find(key);
    if (network != up.project.networks.end()) plan_network(up, network->second);
  }
}

void need_unambiguous_networks(Up& up, const compose::Service& service, StepIndex step) {
  for (const auto& [key, attachment] : service.networks) {
    const auto network = up.networks.find(key);
    if (network != up.networks.end() && network->second.unambiguous)
      up.builder.need(step, *network->second.unambiguous);
  }
}

void plan_volumes(Up& up) {
  for (const auto& key : used_volumes(up)) {
    const auto volume = up.project.volumes.find(key);
    if (volume != up.project.volumes.end()) plan_volume(up, volume->second);
  }
}

}  // namespace berth::plan
