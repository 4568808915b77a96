#include "lifecycle/steps.hpp"

#include <variant>

namespace berth::lifecycle {

namespace asio = boost::asio;

asio::awaitable<StepOutput> run_step(StepContext& context, StepIndex step) {
  return std::visit([&](const auto& operation) { return run(context, step, operation); },
                    context.plan.steps[step].operation);
}

bool only_waits(const plan::Operation& operation) {
  return std::holds_alternative<plan::WaitFor>(operation);
}

bool takes_long(const plan::Operation& operation) {
  switch (action_of(operation)) {
    case Action::pull:
    case Action::build:
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
  return !std::holds_alternative<plan::RunHook>(operation);
}

}  // namespace berth::lifecycle
