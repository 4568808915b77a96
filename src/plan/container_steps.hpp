// Steps that every command uses to stop and remove containers.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "compose/project.hpp"
#include "plan/builder.hpp"
#include "plan/facts.hpp"
#include "plan/request.hpp"
#include "plan/selection.hpp"

namespace berth::plan {

/// The command of a hook, as it is run in a container that runs.
engine_api::ExecCreate hook_request(const compose::Hook& hook);

Resource container_resource(const ContainerSummary& container);
ContainerReference reference_to(const ContainerSummary& container);
Peer peer_of(const ContainerSummary& container);

/// Containers of services that a command does not work on: others may still share their namespaces or link to them.
Peers bystanders(const Observed& observed, const Selection& selection);

/// pre_stop hooks and the stop itself; nullopt when it does not run. `timeout` is -t; without one the service's own
/// grace period holds, to the millisecond.
std::optional<StepIndex> add_stop(PlanBuilder& builder, std::size_t change, const compose::Project& project,
                                  const ContainerSummary& container, std::optional<Nanoseconds> timeout);

/// `anonymous_volumes`: those that go with it (anonymous_volumes_of), nullopt when they stay.
StepIndex add_remove(PlanBuilder& builder, std::size_t change, const ContainerSummary& container,
                     std::optional<std::vector<std::string>> anonymous_volumes, std::optional<StepIndex> after);

/// post_start and pre_stop: one after the other, the first after `after`. The last one's index, or `after`.
std::optional<StepIndex> add_hooks(PlanBuilder& builder, std::size_t change, const Resource& resource,
                                   const ContainerReference& container, const std::vector<compose::Hook>& hooks,
                                   const std::string& name, std::optional<StepIndex> after);

}  // namespace berth::plan
