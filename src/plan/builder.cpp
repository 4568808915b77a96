#include "plan/builder.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace berth::plan {

namespace {

/// Says which steps wait for each other: a defect of the planner.
std::logic_error circle(const std::vector<Step>& steps, const std::vector<std::size_t>& missing) {
  std::string text = "the steps of a plan need each other:";
  for (StepIndex index = 0; index < steps.size(); ++index) {
    if (missing[index] == 0) continue;
    text += fmt::format("\n{} {} {} after", index, operation_name(steps[index].operation), steps[index].resource.name);
    for (const auto& need : steps[index].needs) text += fmt::format(" {}", need.step);
  }
  return std::logic_error(text);
}

/// Positions of the old indices in the new order: Kahn's algorithm with the earliest added step first.
std::vector<StepIndex> order(const std::vector<Step>& steps) {
  std::vector<std::size_t> missing(steps.size());
  std::vector<std::vector<StepIndex>> needed_by(steps.size());
  std::priority_queue<StepIndex, std::vector<StepIndex>, std::greater<>> ready;
  for (StepIndex index = 0; index < steps.size(); ++index) {
    missing[index] = steps[index].needs.size();
    for (const auto& need : steps[index].needs) needed_by[need.step].push_back(index);
    if (missing[index] == 0) ready.push(index);
  }
  std::vector<StepIndex> ordered;
  while (!ready.empty()) {
    ordered.push_back(ready.top());
    ready.pop();
    for (const auto dependant : needed_by[ordered.back()]) {
      if (--missing[dependant] == 0) ready.push(dependant);
    }
  }
  if (ordered.size() != steps.size()) throw circle(steps, missing);
  return ordered;
}

/// Renumbers the steps that an operation names.
struct Renumber {
  const std::vector<StepIndex>& positions;

  void apply(std::optional<StepIndex>& index) const {
    if (index) index = positions[*index];
  }
  void apply(ContainerReference& reference) const { apply(reference.created_by); }

  template <typename T>
  void operator()(T& operation) const {
    if constexpr (requires { operation.container; }) apply(operation.container);
  }
  void operator()(BuildImage& build) const { apply(build.unless_pulled); }
  void operator()(CreateContainer& create) const {
    apply(create.image_step);
    for (auto& reference : create.references) reference.created_by = positions[reference.created_by];
  }
  void operator()(WaitFor& gate) const {
    for (auto& container : gate.containers) apply(container);
  }
};

void renumber(Step& step, const std::vector<StepIndex>& positions) {
  for (auto& need : step.needs) need.step = positions[need.step];
  std::ranges::sort(step.needs);
  std::visit(Renumber{positions}, step.operation);
}

/// Drops needs that another need implies, where all on the way are required: whoever reads or runs the plan has less
/// to follow. `steps` are sorted.
void drop_implied(std::vector<Step>& steps) {
  std::vector<std::vector<bool>> reached(steps.size());
  for (StepIndex index = 0; index < steps.size(); ++index) {
    auto& mine = reached[index];
    mine.resize(index, false);
    std::vector<bool> implied(index, false);
    for (const auto& need : steps[index].needs) {
      if (!need.required) continue;
      const auto& further = reached[need.step];
      for (StepIndex before = 0; before < further.size(); ++before) {
        if (further[before]) implied[before] = true;
      }
    }
    std::erase_if(steps[index].needs, [&](const Need& need) { return implied[need.step]; });
    mine = implied;
    for (const auto& need : steps[index].needs) mine[need.step] = mine[need.step] || need.required;
  }
}

}  // namespace

PlanBuilder::PlanBuilder(std::string command, std::string project) {
  plan_.command = std::move(command);
  plan_.project = std::move(project);
}

std::size_t PlanBuilder::change(ChangeKind kind, Resource resource, std::vector<Cause> causes) {
  plan_.changes.push_back({kind, std::move(resource), std::move(causes), {}});
  return plan_.changes.size() - 1;
}

StepIndex PlanBuilder::add(std::size_t change, Operation operation, Resource resource, std::vector<Need> needs,
                           std::optional<Cause> cause) {
  const StepIndex index = plan_.steps.size();
  Step step;
  step.operation = std::move(operation);
  step.resource = std::move(resource);
  step.causes = cause ? std::vector<Cause>{std::move(*cause)} : plan_.changes[change].causes;
  step.change = change;
  plan_.steps.push_back(std::move(step));
  for (const auto& wanted : needs) need(index, wanted.step, wanted.required);
  return index;
}

void PlanBuilder::need(StepIndex step, StepIndex needed, bool required) {
  if (step == needed) return;
  auto& needs = plan_.steps[step].needs;
  const auto known = std::ranges::find(needs, needed, &Need::step);
  if (known == needs.end()) {
    needs.push_back({needed, required});
  } else {
    known->required = known->required || required;
  }
}

void PlanBuilder::add_cause(StepIndex step, Cause cause) {
  auto& causes = plan_.steps[step].causes;
  if (std::ranges::find(causes, cause) != causes.end()) return;
  causes.push_back(cause);
  plan_.changes[plan_.steps[step].change].causes.push_back(std::move(cause));
}

void PlanBuilder::warn(Code code, std::string message, std::string hint) {
  plan_.warnings.push_back({code, std::move(message), std::move(hint)});
}

Plan PlanBuilder::finish() && {
  const auto ordered = order(plan_.steps);
  std::vector<StepIndex> positions(ordered.size());
  for (StepIndex position = 0; position < ordered.size(); ++position) positions[ordered[position]] = position;
  std::vector<Step> steps;
  steps.reserve(ordered.size());
  for (const auto old : ordered) {
    steps.push_back(std::move(plan_.steps[old]));
    renumber(steps.back(), positions);
    plan_.changes[steps.back().change].steps.push_back(steps.size() - 1);
  }
  drop_implied(steps);
  plan_.steps = std::move(steps);
  return std::move(plan_);
}

}  // namespace berth::plan
