#include "plan/up_pre_start.hpp"

#include <utility>

#include "plan/files.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/up_members.hpp"

namespace berth::plan {

namespace {

constexpr auto hook_kind = "pre_start";

/// The service as a hook runs it: all of it but what is the hook's own, what only the service's container may have
/// (names, ports, addresses), and mounts, which come from that container.
compose::Service service_of_hook(const compose::Service& service, const compose::Hook& hook) {
  auto run = service;
  const bool same_image = hook.image.empty() || hook.image == service.image;
  if (!hook.image.empty()) run.image = hook.image;
  run.command = hook.command;
  run.entrypoint.reset();  // that of the image, as with Docker Compose
  for (const auto& [name, value] : hook.environment) run.environment[name] = value;
  if (!hook.user.empty()) run.user = hook.user;
  if (!hook.working_dir.empty() || !same_image) run.working_dir = hook.working_dir;
  run.privileged = service.privileged || hook.privileged;
  run.healthcheck.emplace().disable = true;
  run.restart = "no";
  if (run.deploy) run.deploy->restart_policy.reset();
  run.tty = false;
  run.stdin_open = false;
  run.labels.clear();
  run.ports.clear();
  run.expose.clear();
  run.container_name.clear();
  run.mac_address.clear();
  std::erase_if(run.volumes, [](const compose::Mount& mount) { return mount.type != compose::MountType::tmpfs; });
  return run;
}

/// Nobody who looks for the service finds the hook.
void forget_addresses(engine_api::EndpointSettings& endpoint, const std::string& name) {
  endpoint.aliases = {name};
  endpoint.ipv4_address.clear();
  endpoint.ipv6_address.clear();
  endpoint.link_local_ips.clear();
  endpoint.mac_address.clear();
}

/// The first container's volumes, all of them: anonymous ones, too.
void take_volumes(CreateContainer& create, const ContainerReference& from) {
  auto& list = create.request.host.volumes_from;
  if (from.created_by) {
    LateReference late;
    late.field = LateReference::Field::volumes_from;
    late.index = list.size();
    late.created_by = *from.created_by;
    create.references.push_back(late);
  }
  list.push_back(from.id);
}

/// Configs and secrets that are files of the host are mounts: they come with the volumes.
void drop_host_files(compose::Service& run, const compose::Project& project) {
  const auto is_mounted = [](const std::map<std::string, compose::FileObject>& objects) {
    return [&objects](const compose::FileReference& reference) {
      const auto object = objects.find(reference.source);
      return object != objects.end() && !is_copied(reference, object->second);
    };
  };
  std::erase_if(run.secrets, is_mounted(project.secrets));
  std::erase_if(run.configs, is_mounted(project.configs));
}

ContainerDraft draft_hook(const Up& up, const compose::Service& run, const std::string& name, const Member& member) {
  auto draft = draft_container(up.request_context(), run, member.peer.number, {});
  auto& request = draft.create.request;
  request.name = name;
  request.config.labels = hook_labels(up.project, run, hook_kind);
  for (auto& [network, endpoint] : request.endpoints) forget_addresses(endpoint, name);
  for (auto& late : draft.late_networks) forget_addresses(late.endpoint, name);
  take_volumes(draft.create, member.peer.reference);
  return draft;
}

/// Nothing of what makes a member ready to start may come after the hook.
void need_readiness(Up& up, StepIndex step, const Member& member) {
  for (const auto before : member.before_start) up.builder.need(step, before);
  if (member.old == nullptr) return;
  if (const auto stop = up.stops.find(member.old->id); stop != up.stops.end()) up.builder.need(step, stop->second);
}

struct HookRun {
  const compose::Service& service;
  const compose::Hook& hook;
  std::string name;
  const Member& volumes_of;
  const std::function<void(StepIndex)>& wait_for_dependencies;
};

/// Creates, runs and removes one container. `members`: those that start after it.
StepIndex add_hook_run(Up& up, const HookRun& run, const std::vector<const Member*>& members) {
  auto service = service_of_hook(run.service, run.hook);
  drop_host_files(service, up.project);
  const Resource resource{ResourceKind::container, run.name, run.service.name};
  Member own;
  own.peer = {.name = run.name, .number = run.volumes_of.peer.number, .reference = {}};
  own.change = up.builder.change(ChangeKind::run, resource,
                                 {{.reason = Reason::hook, .field = hook_kind, .span = run.hook.span}});
  const auto last = add_create(up, service, draft_hook(up, service, run.name, run.volumes_of), own, resource);
  const auto create = own.before_start.front();
  for (const auto* member : members) need_readiness(up, create, *member);
  run.wait_for_dependencies(create);
  return up.builder.add(own.change, RunToEnd{own.peer.reference}, resource, {{last}});
}

}  // namespace

std::vector<std::optional<StepIndex>> plan_pre_start(Up& up, const compose::Service& service,
                                                     const std::vector<const Member*>& starting, bool runs_already,
                                                     const std::function<void(StepIndex)>& wait_for_dependencies) {
  std::vector<std::optional<StepIndex>> last(starting.size());
  for (std::size_t index = 0; index < service.pre_start.size(); ++index) {
    const auto& hook = service.pre_start[index];
    if (hook.per_replica) {
      for (std::size_t at = 0; at < starting.size(); ++at) {
        const auto& member = *starting[at];
        const auto before = last[at];
        const auto wait = [&](StepIndex step) {
          wait_for_dependencies(step);
          if (before) up.builder.need(step, *before);
        };
        const auto name = hook_container_name(up.project.name, service, index, member.peer.number);
        last[at] = add_hook_run(up, {service, hook, name, member, wait}, {&member});
      }
    } else if (!runs_already) {
      const auto wait = [&](StepIndex step) {
        wait_for_dependencies(step);
        for (const auto& before : last) {
          if (before) up.builder.need(step, *before);
        }
      };
      const auto name = hook_container_name(up.project.name, service, index, std::nullopt);
      const auto step = add_hook_run(up, {service, hook, name, *starting.front(), wait}, starting);
      for (auto& each : last) each = step;
    }
  }
  return last;
}

void remove_hook_containers(Up& up) {
  for (const auto& container : up.observed.containers) {
    if (!is_hook(container) || !up.selection.contains(service_of(container))) continue;
    if (container.state == engine_api::ContainerStatus::removing) continue;
    remove_container(up, container, {.reason = Reason::one_off_done});
  }
}

}  // namespace berth::plan
