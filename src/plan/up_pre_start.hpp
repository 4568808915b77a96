// pre_start: containers that run to their end before the containers of their service start.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "plan/up_state.hpp"

namespace berth::plan {

/// Adds the hooks of a service for the members that start: each in a container of its own, in their order, after all
/// that these members wait for. A hook runs once for the service, unless a container of it runs on (`runs_already`);
/// with `per_replica` once for each member. `wait_for_dependencies` adds the needs of depends_on to a step.
///
/// For each member: the last hook that its start waits for.
std::vector<std::optional<StepIndex>> plan_pre_start(Up& up, const compose::Service& service,
                                                     const std::vector<const Member*>& starting, bool runs_already,
                                                     const std::function<void(StepIndex)>& wait_for_dependencies);

/// Removes containers of hooks that an interrupted run left behind.
void remove_hook_containers(Up& up);

}  // namespace berth::plan
