// Does a container still fit its service, and if not, why?
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/cause.hpp"
#include "plan/facts.hpp"
#include "plan/options.hpp"
#include "plan/request.hpp"

namespace berth::plan {

/// What the question depends on beside the container.
struct DivergenceContext {
  const compose::Project& project;
  const Observed& observed;
  Recreate recreate = Recreate::diverged;
  bool renew_anonymous_volumes = false;
  bool image_renewed = false;                   ///< its image is pulled or built in this plan: nothing to compare
  bool lacks_variables = false;                 ///< its environment is not known yet: nothing to compare
  const std::set<std::string>& remade_volumes;  ///< engine names
  const Peers& peers;
};

/// Why the container has to be made anew; empty when it does not. Where the inspect of the container is known, a
/// changed configuration is told field by field.
std::vector<Cause> recreate_causes(const DivergenceContext& context, const compose::Service& service,
                                   const ContainerSummary& container);

/// The label says another configuration than the service has.
bool hash_differs(const compose::Service& service, const ContainerSummary& container);

/// Services whose namespaces or volumes this one shares: network_mode, ipc, pid, volumes_from.
std::set<std::string> shared_services(const compose::Service& service);

}  // namespace berth::plan
