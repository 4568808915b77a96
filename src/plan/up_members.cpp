#include "plan/up_members.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "plan/container_steps.hpp"
#include "plan/divergence.hpp"
#include "plan/files.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/project_error.hpp"

namespace berth::plan {

namespace {

/// Anonymous volumes of the container that goes: those that the file asks for, and those that the image declares. What
/// the image declares is not known unless somebody asked; then an undeclared one is rather kept than lost.
std::vector<engine_api::MountPoint> inherited_mounts(const Up& up, const compose::Service& service,
                                                     const ContainerSummary& old) {
  if (up.options.renew_anonymous_volumes) return {};
  auto mounts = mounts_of(up.observed, old).value_or(std::vector<engine_api::MountPoint>{});
  const auto* image = find_image(up.observed, compose::image_name(up.project, service));
  std::erase_if(mounts, [&](const engine_api::MountPoint& mount) {
    if (!is_anonymous(mount)) return true;
    const auto declared = std::ranges::find(service.volumes, mount.destination, &compose::Mount::target);
    if (declared != service.volumes.end())
      return declared->type != compose::MountType::volume || !declared->source.empty();
    return image != nullptr && image->config && !image->config->volumes.contains(mount.destination);
  });
  return mounts;
}

/// Holds a volume that is made anew, or may hold one, or will.
bool holds_remade_volume(const Up& up, const compose::Service& service, const ContainerSummary& old) {
  if (up.remade_volumes.empty()) return false;
  const auto mounts = mounts_of(up.observed, old);
  const auto is_remade = [&](const engine_api::MountPoint& mount) { return up.remade_volumes.contains(mount.name); };
  if (!mounts || std::ranges::any_of(*mounts, is_remade)) return true;
  return std::ranges::any_of(service.volumes, [&](const compose::Mount& mount) {
    return mount.type == compose::MountType::volume &&
           up.remade_volumes.contains(volume_name(up.project, mount.source));
  });
}

/// It makes room before its replacement is created; so does what shares with such a container.
bool goes_first(Up& up, const compose::Service& service, const ContainerSummary& old) {
  const auto shared = shared_services(service);
  const bool first = holds_remade_volume(up, service, old) || std::ranges::any_of(shared, [&](const std::string& name) {
                       return up.removed_first.contains(name);
                     });
  if (first) up.removed_first.insert(service.name);
  return first;
}

/// Everything that has to be there before a container of the service can be created.
void need_resources(Up& up, const compose::Service& service, const ContainerDraft& draft, StepIndex create) {
  const auto image = up.image_steps.find(draft.create.request.config.image);
  if (image != up.image_steps.end()) up.builder.need(create, image->second);
  for (const auto& reference : draft.create.references) up.builder.need(create, reference.created_by);
  for (const auto& [provider, step] : up.preparations.providers) {
    const auto how = service.depends_on.find(provider);
    if (how != service.depends_on.end()) up.builder.need(create, step, how->second.required);
  }
  for (const auto& [model, step] : up.preparations.models) {
    if (service.models.contains(model)) up.builder.need(create, step);
  }
  for (const auto& [key, attachment] : service.networks) {
    const auto network = up.networks.find(key);
    if (network != up.networks.end() && network->second.created) up.builder.need(create, *network->second.created);
  }
  need_unambiguous_networks(up, service, create);
  for (const auto& mount : service.volumes) {
    const auto volume = up.volumes.find(mount.source);
    if (volume != up.volumes.end() && mount.type == compose::MountType::volume && volume->second.created)
      up.builder.need(create, *volume->second.created);
  }
}

/// network_mode, ipc, pid or volumes_from name a service that has no container and gets none in this plan.
void refuse_unresolved(const compose::Service& service, const CreateContainer& create) {
  if (!create.references.empty()) return;
  const auto& host = create.request.host;
  for (const auto& mode : {host.network_mode, host.ipc_mode, host.pid_mode}) {
    if (!mode.starts_with("service:")) continue;
    throw ProjectError(service.span,
                       fmt::format("service {} shares with {}, which has no container", service.name, mode.substr(8)),
                       "start that service too: leave out --no-deps");
  }
}

/// A replacement that lost its rename to an interruption gets its name now.
void rename_member(Up& up, const compose::Service& service, Member& member) {
  const auto& name = member.old->name();
  const auto proper = container_name(up.project, service, member.peer.number);
  if (name == proper || without_replacement_prefix(name) != proper) return;
  const Resource resource{ResourceKind::container, proper, service.name};
  auto& change = up.builder.change_at(member.change);
  change.kind = ChangeKind::recreate;
  change.resource = resource;
  change.causes = {{.reason = Reason::replaced}};
  const RenameContainer rename{member.peer.reference, proper};
  const auto step = up.builder.add(member.change, rename, resource);
  up.renames[member.old->id] = step;
  member.before_start.push_back(step);
  member.peer.name = proper;
  member.peer.reference.name = proper;
}

/// Created and never started: an interruption may have come before the files.
void recopy_files(Up& up, const compose::Service& service, Member& member) {
  if (member.old->state != engine_api::ContainerStatus::created || up.options.no_start) return;
  auto files = copied_files(up.project, service);
  if (files.empty()) return;
  const CopyFiles copy{member.peer.reference, std::move(files)};
  const Resource resource{ResourceKind::container, member.peer.name, service.name};
  const auto step = up.builder.add(member.change, copy, resource);
  for (const auto before : member.before_start) up.builder.need(step, before);
  member.before_start.push_back(step);
}

/// An interruption may have come between two networks of a new container, or while one was made anew.
void join_missing_networks(Up& up, const compose::Service& service, Member& member) {
  if (is_running(*member.old)) return;
  for (const auto& key : compose::networks_by_priority(service)) {
    const auto name = network_name(up.project, key);
    if (member.old->networks.contains(name)) continue;
    auto endpoint = make_endpoint(up.request_context(), service, key, member.peer.name);
    const ConnectNetwork connect{member.peer.reference, name, std::move(endpoint)};
    const Resource resource{ResourceKind::container, member.peer.name, service.name};
    const Cause cause{.reason = Reason::not_on_network, .field = name};
    auto& change = up.builder.change_at(member.change);
    if (change.kind == ChangeKind::up_to_date) change.kind = ChangeKind::reconnect;
    change.causes.push_back(cause);
    const auto step = up.builder.add(member.change, connect, resource, {}, cause);
    for (const auto before : member.before_start) up.builder.need(step, before);
    if (const auto& network = up.networks.at(key); network.created) up.builder.need(step, *network.created);
    need_unambiguous_networks(up, service, step);
    member.before_start.push_back(step);
  }
}

/// An interrupted run may have left a replacement of the same container behind, and with it the usual name.
std::string free_replacement_name(const Up& up, const ContainerSummary& old, const std::string& name) {
  std::set<std::string> passed;
  const auto* holder = &old;
  while (true) {
    auto wanted = replacement_name(holder->id, name);
    const auto found = std::ranges::find_if(up.observed.containers, [&](const auto& c) { return c.name() == wanted; });
    if (found == up.observed.containers.end() || !passed.insert(holder->id).second) return wanted;
    holder = &*found;
  }
}

/// The old container gives up its name, lest its replacement waits until it is removed. The step behind which the name
/// is free.
StepIndex retire(Up& up, const Member& member, StepIndex stopped) {
  const auto& old = *member.old;
  if (old.name() != member.peer.name) return stopped;
  const RenameContainer rename{reference_to(old), retired_name(old.id, member.peer.name)};
  return up.renames[old.id] = up.builder.add(member.change, rename, container_resource(old), {{stopped}});
}

}  // namespace

StepIndex add_create(Up& up, const compose::Service& service, ContainerDraft draft, Member& member,
                     const Resource& resource) {
  const auto image = up.image_steps.find(draft.create.request.config.image);
  if (image != up.image_steps.end()) draft.create.image_step = image->second;
  refuse_unresolved(service, draft.create);
  const auto create = up.builder.add(member.change, draft.create, resource);
  need_resources(up, service, draft, create);
  member.peer.reference = {.id = "", .created_by = create, .name = member.peer.name};
  member.before_start.push_back(create);
  StepIndex last = create;
  for (const auto& late : draft.late_networks) {
    const ConnectNetwork connect{member.peer.reference, late.name, late.endpoint};
    const auto step = up.builder.add(member.change, connect, resource, {{last}});
    member.before_start.push_back(step);
    last = step;  // one after the other: engines number interfaces in the order of joining
  }
  if (!draft.files.empty()) {
    const CopyFiles copy{member.peer.reference, draft.files};
    last = up.builder.add(member.change, copy, resource, {{last}});
    member.before_start.push_back(last);
  }
  return last;
}

void create_member(Up& up, const compose::Service& service, std::int64_t number, Cause cause) {
  Member member;
  member.peer.number = number;
  member.peer.name = container_name(up.project, service, number);
  const Resource resource{ResourceKind::container, member.peer.name, service.name};
  member.change = up.builder.change(ChangeKind::create, resource, {std::move(cause)});
  add_create(up, service, draft_container(up.request_context(), service, number, {}), member, resource);
  up.members[service.name].push_back(std::move(member));
}

void replace_member(Up& up, const compose::Service& service, Candidate& candidate) {
  const auto& old = *candidate.container;
  Member member;
  member.old = &old;
  member.replaced = true;
  member.peer.number = candidate.number;
  member.peer.name = container_name(up.project, service, candidate.number);
  const Resource resource{ResourceKind::container, member.peer.name, service.name};
  member.change = up.builder.change(ChangeKind::recreate, resource, std::move(candidate.causes));

  auto draft = draft_container(up.request_context(), service, candidate.number, inherited_mounts(up, service, old));
  draft.create.request.config.labels[label::replace] =
      service.container_name.empty() ? fmt::format("{}-{}", service.name, candidate.number) : service.container_name;
  const bool remove_first = goes_first(up, service, old);
  if (!remove_first) draft.create.request.name = free_replacement_name(up, old, member.peer.name);

  const auto created = add_create(up, service, std::move(draft), member, resource);
  const auto stop = add_stop(up.builder, member.change, up.project, old, up.options.timeout);
  if (stop) up.stops[old.id] = *stop;
  auto gone_after = stop;
  if (!remove_first) {
    if (stop && !up.old_first) up.builder.need(*stop, created);
    gone_after = retire(up, member, stop.value_or(created));
    const RenameContainer rename{member.peer.reference, member.peer.name};
    member.before_start.push_back(up.builder.add(member.change, rename, resource, {{*gone_after}, {created}}));
  }
  std::optional<std::vector<std::string>> volumes;
  if (up.options.renew_anonymous_volumes) volumes = anonymous_volumes_of(up.project, up.observed, old);
  const auto remove = add_remove(up.builder, member.change, old, std::move(volumes), gone_after);
  up.removals[old.id] = remove;
  if (!remove_first) {
    up.removed_after_create.insert(old.id);
    up.builder.need(remove, created);
  }
  up.recreated.insert(service.name);
  up.members[service.name].push_back(std::move(member));
}

void keep_member(Up& up, const compose::Service& service, const Candidate& candidate) {
  Member member;
  member.old = candidate.container;
  member.peer = {
      .name = candidate.container->name(), .number = candidate.number, .reference = reference_to(*candidate.container)};
  std::vector<Cause> causes;
  const auto image = compose::image_name(up.project, service);
  if (up.image_steps.contains(image)) causes.push_back({.reason = Reason::image_renewed, .field = image});
  for (const auto& setter : missing_variables(up.project, service, up.options))
    causes.push_back({.reason = Reason::variables_pending, .field = setter});
  const Resource resource = container_resource(*candidate.container);
  member.change = up.builder.change(ChangeKind::up_to_date, resource, std::move(causes));
  rename_member(up, service, member);
  join_missing_networks(up, service, member);
  recopy_files(up, service, member);
  up.members[service.name].push_back(std::move(member));
}

void remove_container(Up& up, const ContainerSummary& container, Cause cause) {
  const auto change = up.builder.change(ChangeKind::remove, container_resource(container), {std::move(cause)});
  const auto stop = add_stop(up.builder, change, up.project, container, up.options.timeout);
  if (stop) up.stops[container.id] = *stop;
  up.removals[container.id] = add_remove(up.builder, change, container, std::nullopt, stop);
}

}  // namespace berth::plan
