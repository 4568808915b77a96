// The step of pre_start: a container that runs to its end.
#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "lifecycle/failure.hpp"
#include "lifecycle/steps.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> run_container(StepContext& context, StepIndex step, std::string id) {
  co_await context.engine.start_container(id);
  // No deadline: what prepares a service (a migration) takes as long as it takes.
  const auto ended = co_await context.engine.wait_container(id, engine::WaitCondition::not_running);
  if (ended.exit_code == 0) co_return;
  const auto& resource = context.plan.steps[step].resource;
  auto failure = co_await find_failure(context.engine, id, resource.name);
  failure.exit_code = ended.exit_code;
  const auto* why = failure.oom_killed ? ", killed for want of memory" : "";
  throw ContainerError(fmt::format("the pre_start hook of {} failed{}", resource.service, why),
                       fmt::format("{} starts only when its hook ends with exit code 0", resource.service),
                       std::move(failure));
}

asio::awaitable<void> remove(StepContext& context, StepIndex step, std::string id) {
  try {
    const engine::RemoveContainer options{.force = true, .volumes = true};
    co_await context.engine.remove_container(id, options);
  } catch (const engine::EngineError& error) {
    if (error.kind() == engine::ErrorKind::not_found) co_return;
    const auto& resource = context.plan.steps[step].resource;
    context.sink.emit(Warning{step, resource, fmt::format("{} stays: {}", resource.name, error.message())});
  }
}

}  // namespace

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RunToEnd& hook) {
  const auto id = id_of(context, hook.container);
  std::exception_ptr problem;
  try {
    co_await run_container(context, step, id);
  } catch (...) {
    problem = std::current_exception();  // thrown again below: the container goes first
  }
  // An interrupt that dropped the step does not drop this.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await remove(context, step, id);
  if (problem) std::rethrow_exception(problem);
  co_return StepOutput{{}, {}};
}

}  // namespace berth::lifecycle
