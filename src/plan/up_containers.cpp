// Containers of `up`: which stay, which are replaced, which go, which come.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/text.hpp"
#include "plan/container_steps.hpp"
#include "plan/divergence.hpp"
#include "plan/files.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/project_error.hpp"
#include "plan/up_state.hpp"

namespace berth::plan {

namespace {

/// A container that is there, judged.
struct Candidate {
  const ContainerSummary* container = nullptr;
  std::int64_t number = 0;
  std::vector<Cause> causes;  ///< why it has to be made anew
  bool duplicate = false;     ///< another container has its number
};

Recreate recreate_policy(const Up& up, const std::string& service) {
  if (up.selection.named.contains(service)) return up.options.recreate;
  if (up.options.always_recreate_deps) return Recreate::force;
  return up.options.recreate == Recreate::never ? Recreate::never : Recreate::diverged;
}

std::vector<Candidate> judge(const Up& up, const compose::Service& service) {
  const bool named = up.selection.named.contains(service.name);
  const DivergenceContext context{.project = up.project,
                                  .observed = up.observed,
                                  .recreate = recreate_policy(up, service.name),
                                  .renew_anonymous_volumes = up.options.renew_anonymous_volumes && named,
                                  .image_renewed = up.image_steps.contains(compose::image_name(up.project, service)),
                                  .recreated_services = up.recreated,
                                  .remade_volumes = up.remade_volumes,
                                  .peers = up.peers};
  std::vector<Candidate> candidates;
  for (const auto* container : containers_of(up.observed, service.name))
    candidates.push_back({.container = container,
                          .number = number_of(*container).value_or(0),
                          .causes = recreate_causes(context, service, *container)});
  return candidates;
}

/// Those that fit first, then by number: what stands last goes first when there are too many. Of two with one number,
/// as an interrupted recreate leaves them, the one that fits comes first, then the one with the proper name.
void sort_by_worth(std::vector<Candidate>& candidates, const std::string& project, const compose::Service& service) {
  const auto key = [&](const Candidate& candidate) {
    const bool misnamed = candidate.container->name() != container_name(project, service, candidate.number);
    return std::tuple(!candidate.causes.empty(), candidate.number, misnamed);
  };
  std::ranges::stable_sort(candidates, {}, key);
}

/// The first `wanted` of different numbers stay; the rest is surplus.
std::vector<Candidate> take_surplus(std::vector<Candidate>& candidates, std::int64_t wanted) {
  std::vector<Candidate> kept;
  std::vector<Candidate> surplus;
  for (auto& candidate : candidates) {
    const bool taken = std::ranges::find(kept, candidate.number, &Candidate::number) != kept.end();
    const bool full = static_cast<std::int64_t>(kept.size()) >= wanted;
    candidate.duplicate = taken;
    (taken || full ? surplus : kept).push_back(std::move(candidate));
  }
  std::ranges::sort(kept, {}, &Candidate::number);
  candidates = std::move(kept);
  return surplus;
}

void remove_container(Up& up, const ContainerSummary& container, Cause cause) {
  const auto change = up.builder.change(ChangeKind::remove, container_resource(container), {std::move(cause)});
  const auto stop = add_stop(up.builder, change, up.project, container, up.options.timeout);
  if (stop) up.stops[container.id] = *stop;
  up.removals[container.id] = add_remove(up.builder, change, container, false, stop);
}

void remove_surplus(Up& up, const std::vector<Candidate>& surplus, std::size_t there, std::int64_t wanted) {
  for (const auto& candidate : surplus) {
    Cause cause{.reason = Reason::replaced};
    if (!candidate.duplicate)
      cause = {.reason = Reason::scale_down, .from = std::to_string(there), .to = std::to_string(wanted)};
    remove_container(up, *candidate.container, std::move(cause));
  }
}

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

/// Everything that has to be there before a container of the service can be created.
void need_resources(Up& up, const compose::Service& service, const ContainerDraft& draft, StepIndex create) {
  const auto image = up.image_steps.find(draft.create.request.config.image);
  if (image != up.image_steps.end()) up.builder.need(create, image->second);
  for (const auto& reference : draft.create.references) up.builder.need(create, reference.created_by);
  for (const auto& [key, attachment] : service.networks) {
    const auto network = up.networks.find(key);
    if (network != up.networks.end() && network->second.created) up.builder.need(create, *network->second.created);
  }
  for (const auto& mount : service.volumes) {
    const auto volume = up.volumes.find(mount.source);
    if (volume != up.volumes.end() && mount.type == compose::MountType::volume && volume->second.created)
      up.builder.need(create, *volume->second.created);
  }
}

/// The create call and what follows it directly: further networks, then files. Fills `before_start`; the last step
/// comes back.
StepIndex add_create(Up& up, const compose::Service& service, ContainerDraft draft, Member& member,
                     const Resource& resource) {
  const auto image = up.image_steps.find(draft.create.request.config.image);
  if (image != up.image_steps.end()) draft.create.image_step = image->second;
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
  member.peer.name = container_name(up.project.name, service, number);
  const Resource resource{ResourceKind::container, member.peer.name, service.name};
  member.change = up.builder.change(ChangeKind::create, resource, {std::move(cause)});
  add_create(up, service, draft_container(up.request_context(), service, number, {}), member, resource);
  up.members[service.name].push_back(std::move(member));
}

/// create under another name → stop the old one → remove it → rename. When something that the old one holds on to is
/// made anew, it stops first; when that is a volume, it is removed first.
void replace_member(Up& up, const compose::Service& service, Candidate& candidate) {
  const auto& old = *candidate.container;
  Member member;
  member.old = &old;
  member.replaced = true;
  member.peer.number = candidate.number;
  member.peer.name = container_name(up.project.name, service, candidate.number);
  const Resource resource{ResourceKind::container, member.peer.name, service.name};
  member.change = up.builder.change(ChangeKind::recreate, resource, std::move(candidate.causes));

  auto draft = draft_container(up.request_context(), service, candidate.number, inherited_mounts(up, service, old));
  draft.create.request.config.labels[label::replace] =
      service.container_name.empty() ? fmt::format("{}-{}", service.name, candidate.number) : service.container_name;
  const bool remove_first = holds_remade_volume(up, service, old);
  if (!remove_first) draft.create.request.name = replacement_name(old.id, member.peer.name);

  const auto created = add_create(up, service, std::move(draft), member, resource);
  const auto stop = add_stop(up.builder, member.change, up.project, old, up.options.timeout);
  const auto remove = add_remove(up.builder, member.change, old, up.options.renew_anonymous_volumes, stop);
  if (stop) up.stops[old.id] = *stop;
  up.removals[old.id] = remove;
  if (!remove_first) {
    up.removed_after_create.insert(old.id);
    if (stop && !up.old_first) up.builder.need(*stop, created);
    const RenameContainer rename{member.peer.reference, member.peer.name};
    member.before_start.push_back(up.builder.add(member.change, rename, resource, {{remove}, {created}}));
    up.builder.need(remove, created);
  }
  up.recreated.insert(service.name);
  up.members[service.name].push_back(std::move(member));
}

/// A replacement that lost its rename to an interruption gets its name now.
void rename_member(Up& up, const compose::Service& service, Member& member) {
  const auto& name = member.old->name();
  const auto proper = container_name(up.project.name, service, member.peer.number);
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
    member.before_start.push_back(step);
  }
}

void keep_member(Up& up, const compose::Service& service, const Candidate& candidate) {
  Member member;
  member.old = candidate.container;
  member.peer = {
      .name = candidate.container->name(), .number = candidate.number, .reference = reference_to(*candidate.container)};
  std::vector<Cause> causes;
  const auto image = compose::image_name(up.project, service);
  if (up.image_steps.contains(image)) causes.push_back({.reason = Reason::image_renewed, .field = image});
  const Resource resource = container_resource(*candidate.container);
  member.change = up.builder.change(ChangeKind::up_to_date, resource, std::move(causes));
  rename_member(up, service, member);
  join_missing_networks(up, service, member);
  recopy_files(up, service, member);
  up.members[service.name].push_back(std::move(member));
}

void check_single(const compose::Service& service, std::int64_t wanted) {
  if (wanted <= 1 || service.container_name.empty()) return;
  throw ProjectError(service.span,
                     fmt::format("service {}: {} containers cannot share the name {} of container_name", service.name,
                                 wanted, service.container_name),
                     "leave out container_name, or run one container");
}

void warn_fixed_ports(Up& up, const compose::Service& service, std::int64_t wanted) {
  if (wanted <= 1) return;
  for (const auto& port : service.ports) {
    if (port.published.empty() || port.published == "0" || port.published.find('-') != std::string::npos) continue;
    up.builder.warn(
        "fixed-port",
        fmt::format("service {}: {} containers cannot all publish host port {}", service.name, wanted, port.published),
        "publish a range, or leave the host port to the engine");
    return;
  }
}

void publish_peers(Up& up, const std::string& service) {
  auto& peers = up.peers[service];
  for (const auto& member : up.members[service]) peers.push_back(member.peer);
}

/// A container whose service is neither declared nor disabled, or that `run` left behind when it ended.
bool is_left_over(const compose::Project& project, const ContainerSummary& container) {
  using engine_api::ContainerStatus;
  if (container.state == ContainerStatus::removing) return false;
  if (is_one_off(container))
    return container.state == ContainerStatus::exited || container.state == ContainerStatus::dead;
  const auto& service = service_of(container);
  return !project.services.contains(service) && !project.disabled_services.contains(service);
}

}  // namespace

void converge(Up& up, const std::string& name) {
  const auto& service = up.service(name);
  const auto wanted = wanted_replicas(service, up.options.scale);
  check_single(service, wanted);
  warn_fixed_ports(up, service, wanted);
  auto candidates = judge(up, service);
  std::int64_t next = 1;
  for (const auto& candidate : candidates) next = std::max(next, candidate.number + 1);
  const auto there = candidates.size();
  sort_by_worth(candidates, up.project.name, service);
  remove_surplus(up, take_surplus(candidates, wanted), there, wanted);

  for (auto& candidate : candidates) {
    if (candidate.causes.empty()) {
      keep_member(up, service, candidate);
    } else {
      replace_member(up, service, candidate);
    }
  }
  const auto kept = static_cast<std::int64_t>(candidates.size());
  for (std::int64_t count = kept; count < wanted; ++count) {
    Cause cause{.reason = Reason::absent};
    if (kept > 0) cause = {.reason = Reason::scale_up, .from = std::to_string(kept), .to = std::to_string(wanted)};
    create_member(up, service, next++, std::move(cause));
  }
  publish_peers(up, name);
}

void plan_orphans(Up& up) {
  std::vector<std::string> left;
  for (const auto& container : up.observed.containers) {
    const auto& service = service_of(container);
    if (!is_managed(container) || !is_left_over(up.project, container)) continue;
    if (up.options.remove_orphans) {
      const auto reason = is_one_off(container) ? Reason::one_off_done : Reason::orphan;
      remove_container(up, container, {.reason = reason, .field = service});
    } else if (!is_one_off(container)) {
      left.push_back(container.name());
    }
  }
  if (left.empty()) return;
  std::ranges::sort(left);
  up.builder.warn("orphan-containers",
                  fmt::format("containers of services that are not in the file: {}", join_words(left)),
                  "--remove-orphans removes them; leave them if they belong to another file of this project");
}

}  // namespace berth::plan
