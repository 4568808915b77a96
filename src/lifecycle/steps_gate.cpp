// The gate step: all containers of a service meet a condition.
#include <utility>

#include <fmt/format.h>

#include "lifecycle/failure.hpp"
#include "lifecycle/steps.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

GateCondition condition_of(plan::Condition condition) {
  switch (condition) {
    case plan::Condition::healthy: return GateCondition::healthy;
    case plan::Condition::completed: return GateCondition::completed;
    case plan::Condition::running_or_healthy: return GateCondition::running_or_healthy;
  }
  return GateCondition::healthy;
}

std::string hint_for(const GateResult& result, const std::string& service) {
  switch (result.decision.verdict) {
    case Verdict::no_health_check:
      return fmt::format(
          "give services.{} a healthcheck or x-berth.ready, or wait for it with condition: service_started", service);
    case Verdict::paused: return fmt::format("`berth unpause {}` lets it go on", service);
    case Verdict::unhealthy:
    case Verdict::exited:
    case Verdict::timeout: return fmt::format("`berth logs {}` shows all that it wrote", service);
    default: return {};
  }
}

ContainerError gate_error(const std::string& container, const std::string& service, GateResult result) {
  auto what = fmt::format("container {} {}", container, describe(result));
  ContainerFailure failure = result.failure ? std::move(*result.failure) : ContainerFailure{};
  if (failure.container.empty()) failure.container = container;
  return {what, hint_for(result, service), std::move(failure)};
}

asio::awaitable<void> wait_for_one(StepContext& context, const plan::WaitFor& gate, Gate one, std::string& detail) {
  const auto name = one.resource.name;
  const auto service = one.resource.service;
  one.rules.condition = condition_of(gate.condition);
  one.rules.completion_is_fine = gate.completion_is_fine;
  one.rules.early_probes = context.options.early_probes;
  one.rules.deadline = context.gate_deadline;
  one.rules.own_readiness = gate.ready.has_value();
  one.ready = gate.ready;
  const auto capabilities = co_await context.engine.capabilities();
  one.rules.engine_runs_checks = capabilities.runs_health_checks || !capabilities.health_check_on_request;
  auto result = co_await wait_for(context.engine, context.hub, context.sink, std::move(one));
  if (!result.passed()) throw gate_error(name, service, std::move(result));
  detail = describe(result);
}

}  // namespace

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::WaitFor& gate) {
  const auto& resource = context.plan.steps[step].resource;
  StepOutput output;
  co_await with_tasks([&](TaskGroup& tasks) -> asio::awaitable<void> {
    for (const auto& container : gate.containers) {
      Gate one;
      one.container = id_of(context, container);
      one.step = step;
      one.resource = {ResourceKind::container, container.name, resource.service};
      tasks.spawn(wait_for_one(context, gate, std::move(one), output.detail));
    }
    co_await tasks.join();
  });
  co_return output;
}

}  // namespace berth::lifecycle
