// What has to let go before a network, a volume or a dependency of `up` can be replaced.
#include <algorithm>

#include "plan/container_steps.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/up_state.hpp"

namespace berth::plan {

namespace {

/// Stops a container that is as declared because something that it uses is replaced; plan_starts starts it again.
void interrupt(Up& up, const Member& member, ChangeKind kind, Cause cause) {
  auto& change = up.builder.change_at(member.change);
  if (change.kind == ChangeKind::up_to_date) change.kind = kind;
  change.causes.push_back(std::move(cause));
  if (up.stops.contains(member.old->id)) return;
  const auto stop = add_stop(up.builder, member.change, up.project, *member.old, up.options.timeout);
  if (stop) up.stops[member.old->id] = *stop;
}

/// The old containers of `dependency` stop after those that depend on it.
void stop_after(Up& up, const std::string& dependency, StepIndex dependant_stop) {
  for (const auto& member : up.members[dependency]) {
    if (!member.replaced) continue;
    const auto stop = up.stops.find(member.old->id);
    if (stop != up.stops.end()) up.builder.need(stop->second, dependant_stop);
  }
}

void restart_with(Up& up, const std::string& service, const std::string& dependency) {
  for (const auto& member : up.members[service]) {
    if (member.old == nullptr) continue;
    if (!member.replaced && is_running(*member.old))
      interrupt(up, member, ChangeKind::restart, {.reason = Reason::dependency_restarted, .field = dependency});
    const auto stop = up.stops.find(member.old->id);
    if (stop != up.stops.end()) stop_after(up, dependency, stop->second);
  }
}

Member* member_of(Up& up, const ContainerSummary& container) {
  const auto members = up.members.find(service_of(container));
  if (members == up.members.end()) return nullptr;
  const auto found = std::ranges::find(members->second, &container, &Member::old);
  return found == members->second.end() ? nullptr : &*found;
}

/// What the engine told of an endpoint, reduced to what can be asked for again.
engine_api::EndpointSettings requested_part(const engine_api::EndpointSettings& told) {
  engine_api::EndpointSettings endpoint;
  endpoint.aliases = told.aliases;
  endpoint.links = told.links;
  endpoint.driver_options = told.driver_options;
  endpoint.ipv4_address = told.ipv4_address;
  endpoint.ipv6_address = told.ipv6_address;
  endpoint.link_local_ips = told.link_local_ips;
  return endpoint;
}

StepIndex add_disconnect(Up& up, std::size_t change, const ContainerSummary& container, const NetworkState& network) {
  const auto& id = container.networks.at(network.name).network_id;
  const DisconnectNetwork disconnect{reference_to(container), id.empty() ? network.name : id};
  const auto step = up.builder.add(change, disconnect, container_resource(container));
  if (const auto stop = up.stops.find(container.id); stop != up.stops.end()) up.builder.need(step, stop->second);
  up.builder.need(*network.removed, step);
  return step;
}

void reconnect(Up& up, std::size_t change, const ContainerSummary& container, const NetworkState& network,
               engine_api::EndpointSettings endpoint, std::vector<StepIndex>* before_start) {
  const auto left = add_disconnect(up, change, container, network);
  const ConnectNetwork connect{reference_to(container), network.name, std::move(endpoint)};
  const auto joined = up.builder.add(change, connect, container_resource(container), {{left}, {*network.created}});
  if (before_start != nullptr) before_start->push_back(joined);
}

void reconnect_member(Up& up, Member& member, const std::string& key, const NetworkState& network) {
  const Cause cause{.reason = Reason::network_changed, .field = network.name};
  interrupt(up, member, ChangeKind::reconnect, cause);
  const auto& service = up.service(service_of(*member.old));
  auto endpoint = make_endpoint(up.request_context(), service, key, member.peer.name);
  reconnect(up, member.change, *member.old, network, std::move(endpoint), &member.before_start);
}

/// Orphans, one-offs and services that were not asked for: put on again as they were.
void reconnect_bystander(Up& up, const ContainerSummary& container, const NetworkState& network) {
  const auto change = up.builder.change(ChangeKind::reconnect, container_resource(container),
                                        {{.reason = Reason::network_changed, .field = network.name}});
  reconnect(up, change, container, network, requested_part(container.networks.at(network.name)), nullptr);
}

/// Its removal comes too late for what it is attached to: it waits for its own replacement, or, where who shares a
/// namespace is removed first, perhaps for that of another one.
bool leaves_first(const Up& up, const ContainerSummary& container) {
  return up.removed_after_create.contains(container.id) || !up.observed.capabilities.removes_shared;
}

void release_network(Up& up, const std::string& key, const NetworkState& network) {
  for (const auto& container : up.observed.containers) {
    if (!container.networks.contains(network.name)) continue;
    auto* member = member_of(up, container);
    const auto removal = up.removals.find(container.id);
    if (removal != up.removals.end() && leaves_first(up, container)) {
      const auto change = up.builder.plan().steps[removal->second].change;
      up.builder.need(removal->second, add_disconnect(up, change, container, network));
    } else if (removal != up.removals.end()) {
      up.builder.need(*network.removed, removal->second);
    } else if (member != nullptr) {
      reconnect_member(up, *member, key, network);
    } else {
      reconnect_bystander(up, container, network);
    }
  }
}

void release_volume(Up& up, const VolumeState& volume) {
  for (const auto& container : up.observed.containers) {
    const auto removal = up.removals.find(container.id);
    if (removal == up.removals.end() || up.removed_after_create.contains(container.id)) continue;
    up.builder.need(*volume.removed, removal->second);
  }
}

}  // namespace

void plan_restarts(Up& up) {
  for (const auto& name : up.selection.ordered) {
    for (const auto& [dependency, how] : up.service(name).depends_on) {
      if (how.restart && up.recreated.contains(dependency)) restart_with(up, name, dependency);
    }
  }
}

void plan_releases(Up& up) {
  for (const auto& [key, network] : up.networks) {
    if (network.removed) release_network(up, key, network);
  }
  for (const auto& [key, volume] : up.volumes) {
    if (volume.removed) release_volume(up, volume);
  }
}

}  // namespace berth::plan
