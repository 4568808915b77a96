// Starts and gates of `up`: each start waits for exactly what its service depends on.
#include <algorithm>

#include "plan/container_steps.hpp"
#include "plan/gates.hpp"
#include "plan/up_pre_start.hpp"

namespace berth::plan {

namespace {

/// A job, or some service waits for its successful end: it is run once for a configuration and image, not kept
/// running.
bool is_one_shot(const compose::Project& project, const std::string& service) {
  const auto described = project.services.find(service);
  if (described != project.services.end() && described->second.deploy && described->second.deploy->is_job())
    return true;
  return std::ranges::any_of(project.services, [&](const auto& entry) {
    const auto found = entry.second.depends_on.find(service);
    return found != entry.second.depends_on.end() &&
           found->second.condition == compose::DependencyCondition::completed_successfully;
  });
}

bool needs_start(const Up& up, const std::string& service, const Member& member) {
  if (member.is_new() || up.stops.contains(member.old->id)) return true;
  if (is_running(*member.old)) return false;
  return up.options.rerun || !has_succeeded(up.observed, *member.old) || !is_one_shot(up.project, service);
}

/// The containers of a service as a gate sees them.
GateMembers gate_members(const Up& up, const std::string& service) {
  GateMembers members;
  const auto found = up.members.find(service);
  if (found == up.members.end()) return members;
  for (const auto& member : found->second)
    members.push_back({member.peer.reference, member.is_new() ? nullptr : member.old, member.started});
  return members;
}

/// Runs untouched, and only the engine has not come round to its health check yet: no reason to hold up a command that
/// starts nothing that depends on it.
bool is_yet_to_be_checked(const Up& up, const GateMember& member) {
  return member.old != nullptr && !member.started && is_running(*member.old) &&
         health_of(up.observed, *member.old) == engine_api::HealthStatus::starting;
}

void need_dependency(Up& up, Gates& gates, StepIndex* start, const compose::Service& service,
                     const std::string& dependency, const compose::Dependency& how) {
  const auto members = gate_members(up, dependency);
  if (members.empty()) return;
  if (how.condition == compose::DependencyCondition::started) {
    if (start == nullptr) return;
    for (const auto& member : members) {
      if (member.started) up.builder.need(*start, *member.started, how.required);
    }
    return;
  }
  const bool healthy = how.condition == compose::DependencyCondition::healthy;
  const auto yet_to_be_checked = [&](const GateMember& member) { return is_yet_to_be_checked(up, member); };
  if (healthy && start == nullptr && std::ranges::all_of(members, yet_to_be_checked)) return;
  const Cause cause{.reason = Reason::needed_by,
                    .field = service.name,
                    .to = healthy ? "service_healthy" : "service_completed_successfully",
                    .span = how.span};
  const auto gate =
      gates.require(up.builder, dependency, healthy ? Condition::healthy : Condition::completed, members, cause);
  if (gate && start != nullptr) up.builder.need(*start, *gate, how.required);
}

void need_dependencies(Up& up, Gates& gates, StepIndex step, const compose::Service& service) {
  for (const auto& [dependency, how] : service.depends_on) need_dependency(up, gates, &step, service, dependency, how);
}

/// `prepared`: the last step of pre_start that it waits for.
void start_member(Up& up, Gates& gates, const compose::Service& service, Member& member,
                  std::optional<StepIndex> prepared) {
  auto& change = up.builder.change_at(member.change);
  if (change.kind == ChangeKind::up_to_date) {
    change.kind = ChangeKind::start;
    change.causes = {{.reason = Reason::not_running, .from = describe_state(up.observed, *member.old)}};
  }
  const Resource resource{ResourceKind::container, member.peer.name, service.name};
  const auto start = up.builder.add(member.change, StartContainer{member.peer.reference}, resource);
  for (const auto step : member.before_start) up.builder.need(start, step);
  if (!member.is_new() && up.stops.contains(member.old->id)) up.builder.need(start, up.stops.at(member.old->id));
  need_unambiguous_networks(up, service, start);
  need_dependencies(up, gates, start, service);
  if (prepared) up.builder.need(start, *prepared);
  member.start_call = start;
  member.started =
      add_hooks(up.builder, member.change, resource, member.peer.reference, service.post_start, "post_start", start);
}

void start_members(Up& up, Gates& gates, const compose::Service& service, const std::vector<Member*>& starting) {
  const auto runs_on = [&](const Member& member) {
    return std::ranges::find(starting, &member) == starting.end() && member.old != nullptr && is_running(*member.old);
  };
  const auto prepared = plan_pre_start(up, service, {starting.begin(), starting.end()},
                                       std::ranges::any_of(up.members[service.name], runs_on),
                                       [&](StepIndex step) { need_dependencies(up, gates, step, service); });
  for (std::size_t index = 0; index < starting.size(); ++index)
    start_member(up, gates, service, *starting[index], prepared[index]);
}

void start_service(Up& up, Gates& gates, const std::string& name) {
  const auto& service = up.service(name);
  std::vector<Member*> starting;
  for (auto& member : up.members[name]) {
    if (needs_start(up, name, member)) starting.push_back(&member);
  }
  if (!starting.empty()) return start_members(up, gates, service, starting);
  if (up.members[name].empty()) return;
  // Nothing to start, yet `up` returns when what this service needs is as asked for.
  for (const auto& [dependency, how] : service.depends_on)
    need_dependency(up, gates, nullptr, service, dependency, how);
}

}  // namespace

void plan_starts(Up& up) {
  Gates gates(up.project, up.observed);
  for (const auto& name : up.selection.ordered) start_service(up, gates, name);
  if (!up.options.wait) return;
  for (const auto& name : up.selection.ordered) {
    const auto condition = is_one_shot(up.project, name) ? Condition::completed : Condition::running_or_healthy;
    const auto members = gate_members(up, name);
    if (!members.empty()) gates.require(up.builder, name, condition, members, {.reason = Reason::wait_asked});
  }
}

}  // namespace berth::plan
