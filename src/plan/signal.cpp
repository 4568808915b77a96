// `kill`, `pause` and `unpause`.
#include "plan/container_steps.hpp"
#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/selection.hpp"

namespace berth::plan {

namespace {

using engine_api::ContainerStatus;

/// One step for each container of the services that `wanted` accepts, all at the same time.
template <typename MakeOperation>
Plan for_each_container(const compose::Project& project, const Observed& observed, const ServiceNames& services,
                        const std::string& command, ChangeKind kind, ContainerStatus wanted,
                        MakeOperation make_operation) {
  PlanBuilder builder(command, project.name);
  for (const auto& service : select_services(project, services, true).ordered) {
    for (const auto* container : containers_of(observed, service)) {
      if (container->state != wanted) continue;
      const auto resource = container_resource(*container);
      const auto change = builder.change(kind, resource, {{.reason = Reason::requested, .field = command}});
      builder.add(change, make_operation(reference_to(*container)), resource);
    }
  }
  return std::move(builder).finish();
}

/// One-offs are killed with their service.
bool is_killed(const compose::Project& project, const Selection& selection, const KillOptions& options,
               const ContainerSummary& container) {
  if (!is_managed(container) || !is_running(container)) return false;
  const auto& service = service_of(container);
  if (selection.contains(service)) return true;
  const bool declared = project.services.contains(service) || project.disabled_services.contains(service);
  return options.remove_orphans && options.services.empty() && !declared;
}

}  // namespace

Plan make_kill(const compose::Project& project, const Observed& observed, const KillOptions& options) {
  const auto selection = select_services(project, options.services, true);
  PlanBuilder builder("kill", project.name);
  for (const auto& container : observed.containers) {
    if (!is_killed(project, selection, options, container)) continue;
    const auto resource = container_resource(container);
    const auto change =
        builder.change(ChangeKind::kill, resource, {{.reason = Reason::requested, .field = options.signal}});
    builder.add(change, KillContainer{reference_to(container), options.signal}, resource);
  }
  return std::move(builder).finish();
}

Plan make_pause(const compose::Project& project, const Observed& observed, const PauseOptions& options) {
  return for_each_container(project, observed, options.services, "pause", ChangeKind::pause, ContainerStatus::running,
                            [](ContainerReference container) { return PauseContainer{std::move(container)}; });
}

Plan make_unpause(const compose::Project& project, const Observed& observed, const PauseOptions& options) {
  return for_each_container(project, observed, options.services, "unpause", ChangeKind::unpause,
                            ContainerStatus::paused,
                            [](ContainerReference container) { return UnpauseContainer{std::move(container)}; });
}

}  // namespace berth::plan
