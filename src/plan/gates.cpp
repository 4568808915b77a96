#include "plan/gates.hpp"

#include <algorithm>

namespace berth::plan {

bool Gates::open(Condition condition, const GateMember& member, bool has_readiness) const {
  if (member.old == nullptr || member.started) return false;
  if (condition == Condition::completed) return has_succeeded(observed_, *member.old);
  const auto health = health_of(observed_, *member.old);
  const bool runs = member.old->state == engine_api::ContainerStatus::running;
  if (condition == Condition::healthy) return runs && health == engine_api::HealthStatus::healthy;
  if (has_succeeded(observed_, *member.old)) return true;
  if (!runs) return false;
  return health == engine_api::HealthStatus::healthy || (health == engine_api::HealthStatus::none && !has_readiness);
}

std::optional<StepIndex> Gates::require(PlanBuilder& builder, const std::string& service, Condition condition,
                                        const GateMembers& members, Cause cause) {
  const auto described = project_.services.find(service);
  const auto ready = described == project_.services.end() ? std::nullopt : described->second.ready;
  const auto is_open = [&](const auto& member) { return open(condition, member, ready.has_value()); };
  if (std::ranges::all_of(members, is_open)) return std::nullopt;
  auto known = steps_.find({service, condition});
  if (known == steps_.end() && condition == Condition::running_or_healthy)
    known = steps_.find({service, Condition::healthy});
  if (known != steps_.end()) {
    builder.add_cause(known->second, std::move(cause));
    return known->second;
  }
  const Resource resource{ResourceKind::service, service, service};
  const auto change = builder.change(ChangeKind::wait, resource, {std::move(cause)});
  WaitFor gate{.condition = condition,
               .containers = {},
               .completion_is_fine = condition == Condition::running_or_healthy,
               .ready = std::nullopt};
  if (condition != Condition::completed) gate.ready = ready;
  for (const auto& member : members) gate.containers.push_back(member.reference);
  const auto step = builder.add(change, std::move(gate), resource);
  for (const auto& member : members) {
    if (member.started) builder.need(step, *member.started);
  }
  steps_[{service, condition}] = step;
  return step;
}

}  // namespace berth::plan
