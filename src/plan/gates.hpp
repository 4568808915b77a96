// Gates of a plan: one per service and condition, and none where what was observed answers already.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/builder.hpp"
#include "plan/facts.hpp"

namespace berth::plan {

/// A container that a gate looks at.
struct GateMember {
  ContainerReference reference;
  const ContainerSummary* old = nullptr;  ///< as observed; nullptr when it is a new one
  std::optional<StepIndex> started;       ///< the last step of its start in this plan
};

using GateMembers = std::vector<GateMember>;

class Gates {
 public:
  Gates(const compose::Project& project, const Observed& observed) : project_(project), observed_(observed) {}

  /// The gate's step; nullopt when all containers meet the condition as they are. A second request for the same gate
  /// adds its cause. A gate for health answers for running_or_healthy, too.
  std::optional<StepIndex> require(PlanBuilder& builder, const std::string& service, Condition condition,
                                   const GateMembers& members, Cause cause);

 private:
  [[nodiscard]] bool open(Condition condition, const GateMember& member, bool has_readiness) const;

  const compose::Project& project_;
  const Observed& observed_;
  std::map<std::pair<std::string, Condition>, StepIndex> steps_;
};

}  // namespace berth::plan
