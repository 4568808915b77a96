// The step of pre_start: a container that runs to its end.
#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "engine_client/line_splitter.hpp"
#include "lifecycle/failure.hpp"
#include "lifecycle/steps.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t longest_line = 400;

void tell(StepContext& context, StepIndex step, std::string line) {
  StepProgress progress;
  progress.step = step;
  progress.action = Action::run_hook;
  progress.resource = context.plan.steps[step].resource;
  progress.message = bounded(std::move(line), longest_line);
  if (!progress.message.empty()) context.sink.emit(progress);
}

/// What it writes goes with it, so it is told while it runs. `all_told` when there is no more.
asio::awaitable<void> tell_output(StepContext& context, StepIndex step, std::string id, Wakeup& all_told) {
  engine::LineSplitter lines;
  try {
    engine::LogOptions options;
    options.follow = true;
    const auto stream = co_await context.engine.container_logs(std::move(id), options);
    for (;;) {
      const auto chunk = co_await stream->next();
      if (!chunk) break;
      lines.feed(chunk->data);
      while (auto line = lines.next()) tell(context, step, std::move(*line));
    }
  } catch (const engine::EngineError&) {
    // Its logging driver keeps nothing that could be read; how it ends is told all the same.
  }
  if (auto line = lines.finish()) tell(context, step, std::move(*line));
  all_told.notify();
}

asio::awaitable<std::int64_t> end_of(StepContext& context, StepIndex step, std::string id) {
  const auto executor = co_await asio::this_coro::executor;
  Wakeup all_told(executor);
  std::int64_t exit_code = 0;
  co_await with_tasks([&](TaskGroup& tasks) -> asio::awaitable<void> {
    tasks.spawn(tell_output(context, step, id, all_told));
    // No deadline: what prepares a service (a migration) takes as long as it takes.
    const auto ended = co_await context.engine.wait_container(id, engine::WaitCondition::not_running);
    exit_code = ended.exit_code;
    // Engines close the stream a moment after the end; one that keeps it open is not waited for.
    co_await all_told.wait(Clock::now() + 2s);
  });
  co_return exit_code;
}

asio::awaitable<void> run_container(StepContext& context, StepIndex step, std::string id) {
  co_await context.engine.start_container(id);
  const auto exit_code = co_await end_of(context, step, id);
  if (exit_code == 0) co_return;
  const auto& resource = context.plan.steps[step].resource;
  auto failure = co_await find_failure(context.engine, id, resource.name);
  failure.exit_code = exit_code;
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
