#include "lifecycle/execute.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "lifecycle/interrupt.hpp"
#include "lifecycle/outage.hpp"
#include "lifecycle/steps.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

/// A gate of --wait.
const plan::WaitFor* as_final_gate(const plan::Step& step) {
  const auto* gate = std::get_if<plan::WaitFor>(&step.operation);
  return gate != nullptr && gate->condition == plan::Condition::running_or_healthy ? gate : nullptr;
}

bool has_gates(const plan::Plan& plan) {
  return std::ranges::any_of(plan.steps,
                             [](const auto& step) { return std::holds_alternative<plan::WaitFor>(step.operation); });
}

/// What stopped in the middle of a change is worth a wait. Images leave nothing half done, and the engine keeps what it
/// has of them, so people learn soon that it went away.
std::chrono::milliseconds patience_for(const plan::Operation& operation) {
  constexpr std::chrono::seconds for_images{3};
  switch (action_of(operation)) {
    case Action::build:
    case Action::pull:
    case Action::push: return for_images;
    default: return outage_patience;
  }
}

class Execution {
 public:
  Execution(const plan::Plan& plan, const compose::Project& project, engine::Engine& engine, EventHub& hub,
            EventSink& sink, const ExecuteOptions& options, const asio::any_io_executor& executor);

  asio::awaitable<Outcome> run();

 private:
  // Order: a step is ready when all that it needs has ended; the longest way to the end goes first.
  void prepare();
  void became_ready(StepIndex step);
  void begin_ready(TaskGroup& tasks);
  [[nodiscard]] bool may_begin() const { return !outcome_.interrupted && !outcome_.engine_gone; }
  void interrupt(TaskGroup& tasks, Interrupt::Degree degree);

  // One step.
  asio::awaitable<void> run_one(StepIndex step);
  asio::awaitable<StepOutput> try_step(StepIndex step);
  void succeeded(StepIndex step, StepOutput output);
  void ended_badly(StepIndex step, const std::exception_ptr& problem);
  void failed(StepIndex step, const Error& error, std::optional<ContainerFailure> container);
  void dropped(StepIndex step);

  // --wait: what ran when it was looked at may have ended while others were waited for.
  void watch_ends();
  [[nodiscard]] bool ended_since(const plan::Step& gate) const;
  asio::awaitable<void> look_again();

  // What follows from it.
  void release_dependants(StepIndex step, bool succeeded);
  [[nodiscard]] std::string without(StepIndex step) const;
  void skip(StepIndex step, StepIndex because);
  void leave_undone();
  void tell_end();

  [[nodiscard]] const plan::Step& planned(StepIndex step) const { return plan_.steps[step]; }
  [[nodiscard]] Action action(StepIndex step) const { return action_of(planned(step).operation); }

  struct Dependant {
    StepIndex step;
    bool required;
  };
  enum class Phase { waiting, running, ended };

  const plan::Plan& plan_;
  EventSink& sink_;
  const ExecuteOptions& options_;
  Wakeup changed_;
  Clock::time_point began_ = Clock::now();
  Outcome outcome_;
  StepContext context_;
  std::vector<Phase> phases_;
  std::vector<std::size_t> open_needs_;
  std::vector<std::vector<Dependant>> dependants_;
  std::vector<std::size_t> height_;                    // steps on the longest way to the end
  std::set<std::pair<std::size_t, StepIndex>> ready_;  // by (all - height, index)
  std::map<StepIndex, TaskGroup::Id> running_;
  std::map<StepIndex, Clock::time_point> since_;
  std::size_t calls_ = 0;
  EventHub::Subscription ends_;
  std::set<std::string> ended_;  // ids of containers
};

Execution::Execution(const plan::Plan& plan, const compose::Project& project, engine::Engine& engine, EventHub& hub,
                     EventSink& sink, const ExecuteOptions& options, const asio::any_io_executor& executor)
    : plan_(plan),
      sink_(sink),
      options_(options),
      changed_(executor),
      context_{plan, project, engine, hub, sink, options, outcome_.steps, has_gates(plan), std::nullopt},
      phases_(plan.steps.size(), Phase::waiting),
      open_needs_(plan.steps.size(), 0),
      dependants_(plan.steps.size()),
      height_(plan.steps.size(), 1) {
  outcome_.steps.resize(plan.steps.size());
  if (options.wait_timeout) context_.gate_deadline = began_ + *options.wait_timeout;
  prepare();
}

void Execution::prepare() {
  for (StepIndex step = 0; step < plan_.steps.size(); ++step) {
    for (const auto& need : planned(step).needs) {
      dependants_[need.step].push_back({step, need.required});
      ++open_needs_[step];
    }
  }
  // A step only needs steps with a smaller index.
  for (StepIndex step = plan_.steps.size(); step-- > 0;) {
    for (const auto& need : planned(step).needs) height_[need.step] = std::max(height_[need.step], height_[step] + 1);
  }
  for (StepIndex step = 0; step < plan_.steps.size(); ++step) {
    if (open_needs_[step] == 0) became_ready(step);
  }
}

void Execution::became_ready(StepIndex step) {
  ready_.emplace(plan_.steps.size() - height_[step], step);
}

void Execution::begin_ready(TaskGroup& tasks) {
  const auto places = std::max<std::size_t>(options_.parallelism, 1);
  for (auto next = ready_.begin(); next != ready_.end() && may_begin();) {
    const auto step = next->second;
    const bool counted = !only_waits(planned(step).operation);
    if (counted && calls_ >= places) {
      ++next;  // a gate further back may still begin
      continue;
    }
    if (counted) ++calls_;
    next = ready_.erase(next);
    phases_[step] = Phase::running;
    running_[step] = tasks.spawn(run_one(step));
  }
}

void Execution::interrupt(TaskGroup& tasks, Interrupt::Degree degree) {
  outcome_.interrupted = true;
  for (const auto& [step, task] : running_) {
    if (degree == Interrupt::Degree::abandon || takes_long(planned(step).operation)) tasks.cancel(task);
  }
  changed_.notify();
}

asio::awaitable<Outcome> Execution::run() {
  sink_.emit(RunStarted{plan_.steps.size()});
  watch_ends();
  co_await with_tasks([this](TaskGroup& tasks) -> asio::awaitable<void> {
    Interrupt::Subscription subscription;
    if (options_.interrupt != nullptr) {
      subscription = options_.interrupt->subscribe([&](Interrupt::Degree degree) { interrupt(tasks, degree); });
    }
    for (;;) {
      begin_ready(tasks);
      if (running_.empty()) break;
      co_await changed_.wait();
    }
    co_await tasks.join();
  });
  co_await look_again();
  leave_undone();
  tell_end();
  co_return std::move(outcome_);
}

void Execution::watch_ends() {
  if (std::ranges::none_of(plan_.steps, [](const auto& step) { return as_final_gate(step) != nullptr; })) return;
  EventHub::Listener listener;
  listener.on_event = [this](const engine_api::Event& event) {
    if (event.action == "die") ended_.insert(event.actor);
  };
  ends_ = context_.hub.listen({}, std::move(listener));
}

bool Execution::ended_since(const plan::Step& step) const {
  const auto* gate = as_final_gate(step);
  if (gate == nullptr) return false;
  return std::ranges::any_of(gate->containers,
                             [&](const auto& container) { return ended_.contains(id_of(context_, container)); });
}

asio::awaitable<void> Execution::look_again() {
  for (StepIndex step = 0; step < plan_.steps.size() && may_begin(); ++step) {
    if (outcome_.steps[step].status != StepStatus::done || !ended_since(planned(step))) continue;
    std::exception_ptr problem;
    try {
      co_await run_step(context_, step);
    } catch (...) {
      problem = std::current_exception();  // sorted out, or rethrown, by ended_badly
    }
    if (problem) ended_badly(step, problem);
  }
}

asio::awaitable<void> Execution::run_one(StepIndex step) {
  since_[step] = Clock::now();
  outcome_.steps[step].begun = true;
  sink_.emit(StepStarted{step, action(step), planned(step).resource});
  StepOutput output;
  std::exception_ptr problem;
  try {
    output = co_await try_step(step);
  } catch (...) {
    problem = std::current_exception();  // sorted out, or rethrown, by ended_badly
  }
  running_.erase(step);
  phases_[step] = Phase::ended;
  if (!only_waits(planned(step).operation)) --calls_;
  outcome_.steps[step].elapsed = Clock::now() - since_[step];
  changed_.notify();
  if (problem) {
    ended_badly(step, problem);
  } else {
    succeeded(step, std::move(output));
  }
}

/// An engine that restarts is waited for, and the step done again: its answer was lost, not necessarily its work.
asio::awaitable<StepOutput> Execution::try_step(StepIndex step) {
  for (int tries = 0;; ++tries) {
    std::optional<engine::EngineError> lost;
    try {
      auto output = co_await run_step(context_, step);
      co_return output;
    } catch (const engine::EngineError& error) {
      const bool again = error.kind() == engine::ErrorKind::unavailable && may_repeat(planned(step).operation);
      if (!again || tries == 2 || !may_begin()) throw;
      lost = error;
    }
    sink_.emit(Warning{step, planned(step).resource, fmt::format("{}; waiting for the engine", lost->what())});
    const bool back = co_await wait_for_engine(context_.engine, patience_for(planned(step).operation));
    if (!back) throw engine::EngineError(*lost);
  }
}

void Execution::succeeded(StepIndex step, StepOutput output) {
  auto& result = outcome_.steps[step];
  result.status = StepStatus::done;
  result.id = std::move(output.id);
  result.variables = std::move(output.variables);
  sink_.emit(StepFinished{step, action(step), planned(step).resource, result.elapsed, std::move(output.detail)});
  release_dependants(step, true);
}

void Execution::ended_badly(StepIndex step, const std::exception_ptr& problem) {
  try {
    std::rethrow_exception(problem);
  } catch (const ContainerError& error) {
    failed(step, error, error.failure());
  } catch (const engine::EngineError& error) {
    if (error.kind() == engine::ErrorKind::unavailable) outcome_.engine_gone = true;
    failed(step, error, std::nullopt);
  } catch (const Error& error) {
    failed(step, error, std::nullopt);
  } catch (const boost::system::system_error& error) {
    if (error.code() != asio::error::operation_aborted) throw;
    dropped(step);
  }
}

void Execution::failed(StepIndex step, const Error& error, std::optional<ContainerFailure> container) {
  auto& result = outcome_.steps[step];
  result.status = StepStatus::failed;
  result.what = error.what();
  result.hint = error.hint();
  result.container = std::move(container);
  sink_.emit(StepFailed{step, action(step), planned(step).resource, result.elapsed, result.what, result.hint,
                        result.container});
  release_dependants(step, false);
}

void Execution::dropped(StepIndex step) {
  outcome_.steps[step].status = StepStatus::interrupted;
  sink_.emit(StepSkipped{step, action(step), planned(step).resource, SkipReason::interrupted, {}});
}

/// What becomes of those who can do without it.
std::string Execution::without(StepIndex step) const {
  const auto& missing = planned(step);
  if (std::holds_alternative<plan::PullImage>(missing.operation)) return "cannot be pulled, so it is built";
  return fmt::format("goes on without {} {}, which is optional", plan::to_string(missing.resource.kind),
                     missing.resource.name);
}

void Execution::release_dependants(StepIndex step, bool succeeded) {
  for (const auto& dependant : dependants_[step]) {
    if (phases_[dependant.step] != Phase::waiting) continue;
    if (!succeeded && dependant.required) {
      skip(dependant.step, step);
      continue;
    }
    if (!succeeded) sink_.emit(Warning{dependant.step, planned(dependant.step).resource, without(step)});
    if (--open_needs_[dependant.step] == 0) became_ready(dependant.step);
  }
}

/// Steps that are skipped fail those that need them, in turn; a chain may be long, so without recursion.
void Execution::skip(StepIndex first, StepIndex because) {
  std::vector<StepIndex> to_skip{first};
  while (!to_skip.empty()) {
    const auto step = to_skip.back();
    to_skip.pop_back();
    if (phases_[step] != Phase::waiting) continue;
    phases_[step] = Phase::ended;
    ready_.erase({plan_.steps.size() - height_[step], step});
    outcome_.steps[step].status = StepStatus::skipped;
    sink_.emit(StepSkipped{step, action(step), planned(step).resource, SkipReason::dependency_failed,
                           planned(because).resource});
    for (const auto& dependant : dependants_[step]) {
      if (dependant.required) {
        to_skip.push_back(dependant.step);
      } else if (phases_[dependant.step] == Phase::waiting && --open_needs_[dependant.step] == 0) {
        became_ready(dependant.step);
      }
    }
  }
}

void Execution::leave_undone() {
  const auto reason = outcome_.engine_gone ? SkipReason::engine_gone : SkipReason::interrupted;
  for (StepIndex step = 0; step < plan_.steps.size(); ++step) {
    if (phases_[step] != Phase::waiting) continue;
    outcome_.steps[step].status = outcome_.engine_gone ? StepStatus::skipped : StepStatus::interrupted;
    sink_.emit(StepSkipped{step, action(step), planned(step).resource, reason, {}});
  }
}

void Execution::tell_end() {
  RunFinished end;
  end.done = outcome_.count(StepStatus::done);
  end.failed = outcome_.count(StepStatus::failed);
  end.skipped = outcome_.steps.size() - end.done - end.failed;
  end.interrupted = outcome_.interrupted;
  end.elapsed = Clock::now() - began_;
  sink_.emit(end);
}

}  // namespace

std::size_t Outcome::count(StepStatus status) const {
  return static_cast<std::size_t>(std::ranges::count(steps, status, &StepResult::status));
}

bool Outcome::complete() const {
  return count(StepStatus::done) == steps.size();
}

asio::awaitable<Outcome> execute(const plan::Plan& plan, const compose::Project& project, engine::Engine& engine,
                                 EventHub& hub, EventSink& sink, ExecuteOptions options) {
  const auto executor = co_await asio::this_coro::executor;
  Execution execution(plan, project, engine, hub, sink, options, executor);
  auto outcome = co_await execution.run();
  co_return outcome;
}

}  // namespace berth::lifecycle
