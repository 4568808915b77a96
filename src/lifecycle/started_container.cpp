#include "lifecycle/started_container.hpp"

#include <charconv>

#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

std::uint32_t number_of(const engine_api::StringMap& labels) {
  const auto found = labels.find(plan::label::container_number);
  std::uint32_t number = 0;
  if (found == labels.end()) return number;
  const auto& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

StartedContainer facts_of(const plan::Plan& plan, const plan::ContainerReference& reference) {
  StartedContainer facts;
  facts.existed = !reference.created_by;
  if (facts.existed) return facts;
  const auto* create = std::get_if<plan::CreateContainer>(&plan.steps[*reference.created_by].operation);
  if (create == nullptr) return facts;
  facts.tty = create->request.config.tty;
  facts.readable = create->request.host.log_config.type != "none";
  facts.number = number_of(create->request.config.labels);
  return facts;
}

/// The existing container that a step changes the running of; empty for all other steps.
struct TouchedId {
  std::string operator()(const plan::StartContainer& step) const { return step.container.id; }
  std::string operator()(const plan::StopContainer& step) const { return step.container.id; }
  std::string operator()(const plan::RestartContainer& step) const { return step.container.id; }
  std::string operator()(const plan::RemoveContainer& step) const { return step.container.id; }
  template <typename Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::map<std::string, StartedContainer> started_by(const plan::Plan& plan) {
  std::map<std::string, StartedContainer> started;
  for (const auto& step : plan.steps) {
    const auto* start = std::get_if<plan::StartContainer>(&step.operation);
    if (start != nullptr) started[step.resource.name] = facts_of(plan, start->container);
  }
  return started;
}

std::set<std::string> touched_by(const plan::Plan& plan) {
  std::set<std::string> ids;
  for (const auto& step : plan.steps) ids.insert(std::visit(TouchedId{}, step.operation));
  ids.erase("");
  return ids;
}

}  // namespace berth::lifecycle
