// Collects steps in any order and puts them into one in which each comes after what it needs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace berth::plan {

class PlanBuilder {
 public:
  PlanBuilder(std::string command, std::string project);

  std::size_t change(ChangeKind kind, Resource resource, std::vector<Cause> causes);
  Change& change_at(std::size_t index) { return plan_.changes[index]; }

  /// The step's causes are those of its change, unless `cause` says something of its own.
  StepIndex add(std::size_t change, Operation operation, Resource resource, std::vector<Need> needs = {},
                std::optional<Cause> cause = std::nullopt);
  /// `step` comes after `needed`. A step never needs itself.
  void need(StepIndex step, StepIndex needed, bool required = true);

  /// One more reason for a step and its change; a repeated one is dropped.
  void add_cause(StepIndex step, Cause cause);

  void warn(Code code, std::string message, std::string hint = {});
  void changed_volume(std::string name) { plan_.changed_volumes.push_back(std::move(name)); }
  [[nodiscard]] const Plan& plan() const { return plan_; }

  /// Sorts the steps, earliest added first where the needs leave a choice, and renumbers everything that names one.
  /// A cycle would be a fault of the planner: std::logic_error.
  Plan finish() &&;

 private:
  Plan plan_;
};

}  // namespace berth::plan
