#include "plan/container_steps.hpp"

#include <algorithm>

#include "plan/labels.hpp"

namespace berth::plan {

namespace {

const compose::Service* declared_service(const compose::Project& project, const ContainerSummary& container) {
  const auto found = project.services.find(service_of(container));
  return found == project.services.end() ? nullptr : &found->second;
}

}  // namespace

engine_api::ExecCreate hook_request(const compose::Hook& hook) {
  engine_api::ExecCreate request;
  request.command = hook.command;
  request.user = hook.user;
  request.working_dir = hook.working_dir;
  request.privileged = hook.privileged;
  for (const auto& [name, value] : hook.environment) {
    if (value) request.environment.push_back(name + "=" + *value);
  }
  return request;
}

Resource container_resource(const ContainerSummary& container) {
  return {ResourceKind::container, container.name(), service_of(container)};
}

ContainerReference reference_to(const ContainerSummary& container) {
  return {.id = container.id, .created_by = std::nullopt, .name = container.name()};
}

Peer peer_of(const ContainerSummary& container) {
  return {.name = container.name(), .number = number_of(container).value_or(0), .reference = reference_to(container)};
}

Peers bystanders(const Observed& observed, const Selection& selection) {
  Peers peers;
  for (const auto& container : observed.containers) {
    const auto& service = service_of(container);
    if (!is_managed(container) || is_one_off(container) || selection.contains(service)) continue;
    peers[service].push_back(peer_of(container));
  }
  for (auto& [service, list] : peers) std::ranges::stable_sort(list, {}, &Peer::number);
  return peers;
}

std::optional<StepIndex> add_hooks(PlanBuilder& builder, std::size_t change, const Resource& resource,
                                   const ContainerReference& container, const std::vector<compose::Hook>& hooks,
                                   const std::string& name, std::optional<StepIndex> after) {
  for (const auto& hook : hooks) {
    const Cause cause{.reason = Reason::hook, .field = name, .span = hook.span};
    const auto step = builder.add(change, RunHook{container, hook_request(hook)}, resource, {}, cause);
    if (after) builder.need(step, *after);
    after = step;
  }
  return after;
}

std::optional<StepIndex> add_stop(PlanBuilder& builder, std::size_t change, const compose::Project& project,
                                  const ContainerSummary& container, std::optional<Nanoseconds> timeout) {
  if (!is_running(container)) return std::nullopt;
  const auto resource = container_resource(container);
  const auto reference = reference_to(container);
  const auto* service = declared_service(project, container);
  std::optional<StepIndex> hooks;
  if (service != nullptr) {
    if (!timeout) timeout = service->stop_grace_period;
    hooks = add_hooks(builder, change, resource, reference, service->pre_stop, "pre_stop", std::nullopt);
  }
  const auto stop = builder.add(change, StopContainer{reference, timeout}, resource);
  // A hook that fails is told and does not keep the container alive.
  if (hooks) builder.need(stop, *hooks, false);
  return stop;
}

StepIndex add_remove(PlanBuilder& builder, std::size_t change, const ContainerSummary& container,
                     std::optional<std::vector<std::string>> anonymous_volumes, std::optional<StepIndex> after) {
  const auto step = builder.add(change, RemoveContainer{reference_to(container), std::move(anonymous_volumes)},
                                container_resource(container));
  if (after) builder.need(step, *after);
  return step;
}

}  // namespace berth::plan
