// `start`, `restart` and `scale`.
#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "plan/container_steps.hpp"
#include "plan/gates.hpp"
#include "plan/make.hpp"
#include "plan/up_pre_start.hpp"

namespace berth::plan {

namespace {

/// A service to be started that has no container: only `up` can help.
[[noreturn]] void refuse_start(const Up& up, const std::string& service) {
  throw Error(fmt::format("service {} of project {} has no container to start", service, up.project.name),
              "`berth up -d` creates and starts it");
}

void keep_all(Up& up, const std::string& service) {
  for (const auto* container : containers_of(up.observed, service)) {
    Member member;
    member.old = container;
    member.peer = peer_of(*container);
    up.peers[service].push_back(member.peer);
    member.change = up.builder.change(ChangeKind::up_to_date, container_resource(*container), {});
    up.members[service].push_back(std::move(member));
  }
}

/// Named services, all that depend on them with `restart: true`, and so on.
std::set<std::string> with_restarting_dependants(const compose::Project& project, std::set<std::string> services) {
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [name, service] : project.services) {
      for (const auto& [needed, how] : service.depends_on) {
        if (how.restart && services.contains(needed) && services.insert(name).second) grown = true;
      }
    }
  }
  return services;
}

struct Restart {
  const compose::Project& project;
  const Observed& observed;
  const RestartOptions& options;
  std::set<std::string> named;
  PlanBuilder builder{"restart", project.name};
  Gates gates{project, observed};
  std::map<std::string, GateMembers> done = {};  ///< by service
};

void need_restarted(Restart& restart, StepIndex step, const compose::Service& service) {
  for (const auto& [dependency, how] : service.depends_on) {
    const auto members = restart.done.find(dependency);
    if (!how.restart || members == restart.done.end()) continue;
    if (how.condition == compose::DependencyCondition::healthy) {
      const Cause cause{.reason = Reason::needed_by, .field = service.name, .to = "service_healthy", .span = how.span};
      const auto gate = restart.gates.require(restart.builder, dependency, Condition::healthy, members->second, cause);
      if (gate) restart.builder.need(step, *gate, how.required);
    } else {
      for (const auto& member : members->second) restart.builder.need(step, *member.started, how.required);
    }
  }
}

std::vector<Cause> restart_causes(const Restart& restart, const compose::Service& service) {
  if (restart.named.contains(service.name)) return {{.reason = Reason::requested, .field = "restart"}};
  for (const auto& [dependency, how] : service.depends_on) {
    if (how.restart && restart.named.contains(dependency))
      return {{.reason = Reason::dependency_restarted, .field = dependency}};
  }
  return {{.reason = Reason::dependency_restarted}};
}

void restart_container(Restart& restart, const compose::Service& service, const ContainerSummary& container) {
  const auto resource = container_resource(container);
  const auto reference = reference_to(container);
  const auto change = restart.builder.change(ChangeKind::restart, resource, restart_causes(restart, service));
  std::optional<StepIndex> hooks;
  if (is_running(container))
    hooks = add_hooks(restart.builder, change, resource, reference, service.pre_stop, "pre_stop", std::nullopt);
  const auto timeout = restart.options.timeout ? restart.options.timeout : service.stop_grace_period;
  const auto step = restart.builder.add(change, RestartContainer{reference, timeout}, resource);
  if (hooks) restart.builder.need(step, *hooks, false);
  need_restarted(restart, step, service);
  const auto last = add_hooks(restart.builder, change, resource, reference, service.post_start, "post_start", step);
  restart.done[service.name].push_back({reference, &container, last});
}

}  // namespace

Plan make_start(const compose::Project& project, const Observed& observed, const StartOptions& options) {
  UpOptions as_up;
  as_up.services = options.services;
  as_up.wait = options.wait;
  as_up.rerun = true;
  as_up.prepared = true;
  Up up(project, observed, as_up, "start");
  for (const auto& service : up.selection.ordered) {
    keep_all(up, service);
    const bool asked = up.selection.named.contains(service) && !options.services.empty();
    if (asked && up.members[service].empty() && compose::replicas(up.service(service)) != 0 &&
        !up.service(service).provider)
      refuse_start(up, service);
  }
  remove_hook_containers(up);
  const bool none = std::ranges::all_of(up.members, [](const auto& entry) { return entry.second.empty(); });
  if (none && !up.selection.ordered.empty()) refuse_start(up, up.selection.ordered.front());
  plan_starts(up);
  connect_ports(up);
  return std::move(up.builder).finish();
}

Plan make_restart(const compose::Project& project, const Observed& observed, const RestartOptions& options) {
  const auto selection = select_services(project, options.services, true);
  const auto services = options.no_deps ? selection.named : with_restarting_dependants(project, selection.named);
  Restart restart{project, observed, options, selection.named};
  for (const auto& name : in_dependency_order(project)) {
    if (!services.contains(name)) continue;
    for (const auto* container : containers_of(observed, name))
      restart_container(restart, project.services.at(name), *container);
  }
  return std::move(restart.builder).finish();
}

Plan make_scale(const compose::Project& project, const Observed& observed, const ScaleOptions& options) {
  UpOptions as_up;
  for (const auto& [service, number] : options.scale) as_up.services.push_back(service);
  as_up.scale = options.scale;
  as_up.no_deps = options.no_deps;
  as_up.prepared = options.prepared;
  auto plan = make_up(project, observed, as_up);
  plan.command = "scale";
  return plan;
}

}  // namespace berth::plan
