// Stopping and removing containers in reverse order of dependency; what stop, rm and down have in common.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/graph.hpp"
#include "compose/project.hpp"
#include "plan/builder.hpp"
#include "plan/facts.hpp"
#include "plan/options.hpp"

namespace berth::plan {

/// Steps of the containers that a command takes down, by container id.
struct Teardown {
  const compose::Project& project;
  const Observed& observed;
  PlanBuilder& builder;
  std::optional<Nanoseconds> timeout;
  std::map<std::string, StepIndex> stops;
  std::map<std::string, StepIndex> removals;

  void stop(const ContainerSummary& container, const std::vector<Cause>& causes);
  void remove(const ContainerSummary& container, bool anonymous_volumes, const std::vector<Cause>& causes);
  /// Every stop after the stops of containers whose services depend on its service, directly or through others.
  void order_stops();
};

/// A container is removed after those that share a namespace with it: Podman refuses it otherwise. `replaces`: others
/// are made in the places of those that go.
void order_removals(PlanBuilder& builder, const compose::Project& project, const Observed& observed,
                    const std::map<std::string, StepIndex>& removals, bool replaces);

/// Who depends on whom: as the file says, and for services that are not in it as the labels of their containers say.
DependencyGraph known_dependencies(const compose::Project& project, const Observed& observed);

/// The containers of the project, those of undeclared services too, by name; also those that are being removed.
std::vector<const ContainerSummary*> project_containers(const Observed& observed);

}  // namespace berth::plan
