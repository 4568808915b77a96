#include "lifecycle/steps.hpp"

#include <variant>

namespace berth::lifecycle {

namespace asio = boost::asio;

asio::awaitable<StepOutput> run_step(StepContext& context, StepIndex step) {
  return std::visit([&](const auto& operation) { return run(context, step, operation); },
                    context.plan.steps[step].operation);
}

namespace {

/// Work of programs and containers, not of the engine.
bool is_foreign_work(const plan::Operation& operation) {
  return std::holds_alternative<plan::RunToEnd>(operation) || std::holds_alternative<plan::RunProvider>(operation) ||
         std::holds_alternative<plan::PrepareModel>(operation);
}

}  // namespace

bool only_waits(const plan::Operation& operation) {
  return std::holds_alternative<plan::WaitFor>(operation) || is_foreign_work(operation);
}

bool takes_long(const plan::Operation& operation) {
  if (is_foreign_work(operation)) return true;
  switch (action_of(operation)) {
    case Action::pull:
    case Action::build:
    case Action::push:
    case Action::stop:
    case Action::restart:
    case Action::run_hook:
    case Action::wait_running:
    case Action::wait_healthy:
    case Action::wait_completed: return true;
    default: return false;
  }
}

bool may_repeat(const plan::Operation& operation) {
  return !std::holds_alternative<plan::RunHook>(operation) && !is_foreign_work(operation);
}

}  // namespace berth::lifecycle
