#include "lifecycle/gate.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/failure.hpp"
#include "lifecycle/health_probe.hpp"
#include "lifecycle/readiness_probe.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using engine_api::ContainerStatus;

/// How long an inspect may fail because nothing answers; as long as the event stream is taken up again.
constexpr auto patience = 30s;

/// Where the engine does not say so itself, the restart policy does.
bool restarts_again(const engine_api::ContainerInspect& inspect, const engine_api::Capabilities& can) {
  if (inspect.state.restarting || inspect.state.status == ContainerStatus::restarting) return true;
  if (can.shows_restarting) return false;
  const auto& policy = inspect.host.restart_policy;
  if (policy.name == "always" || policy.name == "unless-stopped") return true;
  const bool tries_left = policy.maximum_retry_count == 0 || inspect.restart_count < policy.maximum_retry_count;
  return policy.name == "on-failure" && inspect.state.exit_code != 0 && tries_left;
}

/// Podman's restart policies are its own business, and its events tell less.
bool success_is_final(const engine_api::ContainerInspect& inspect, const engine_api::Capabilities& can) {
  const auto& policy = inspect.host.restart_policy.name;
  const bool stays_ended = policy.empty() || policy == "no" || policy == "on-failure";
  return can.shows_restarting && stays_ended && inspect.host.port_bindings.empty() && !inspect.host.publish_all_ports;
}

GateLook look_of(const engine_api::ContainerInspect& inspect, const engine_api::Capabilities& can) {
  GateLook look;
  look.status = inspect.state.status;
  look.will_restart = restarts_again(inspect, can);
  look.exit_code = inspect.state.exit_code;
  look.success_is_final = success_is_final(inspect, can);
  if (inspect.state.health) look.health = inspect.state.health->status;
  if (inspect.config.healthcheck && !probe_command(*inspect.config.healthcheck).empty()) {
    look.test = inspect.config.healthcheck;
  }
  return look;
}

class Driver {
 public:
  Driver(engine::Engine& engine, EventSink& sink, Gate gate, const asio::any_io_executor& executor)
      : engine_(engine), sink_(sink), gate_(std::move(gate)), wakeup_(executor), machine_(gate_.rules, Clock::now()) {}

  asio::awaitable<GateDecision> run(EventHub& hub, TaskGroup& tasks);
  asio::awaitable<ContainerFailure> failure();

 private:
  EventHub::Listener listener();
  asio::awaitable<void> look();
  asio::awaitable<bool> runs();
  asio::awaitable<void> probe();
  asio::awaitable<void> check();
  void tell(const ProbeResult& result, bool by_engine);

  engine::Engine& engine_;
  EventSink& sink_;
  Gate gate_;
  Wakeup wakeup_;
  GateMachine machine_;
  std::exception_ptr broken_;
  engine_api::HealthConfig test_;
  bool by_readiness_ = false;
  ReadinessTarget target_;
  engine_api::Capabilities capabilities_;
  std::uint32_t attempts_ = 0;
  std::string last_output_;
};

EventHub::Listener Driver::listener() {
  EventHub::Listener listener;
  listener.on_event = [this](const engine_api::Event& event) {
    machine_.happened(event);
    wakeup_.notify();
  };
  listener.on_broken = [this](const std::exception_ptr& problem) {
    broken_ = problem;
    wakeup_.notify();
  };
  return listener;
}

asio::awaitable<GateDecision> Driver::run(EventHub& hub, TaskGroup& tasks) {
  capabilities_ = co_await engine_.capabilities();
  const auto subscription = hub.listen(gate_.container, listener());
  for (;;) {
    if (broken_) std::rethrow_exception(broken_);
    const auto next = machine_.next(Clock::now());
    if (next.decision) co_return *next.decision;
    if (next.look) {
      co_await look();
      continue;
    }
    if (next.probe) tasks.spawn(probe());
    if (next.run_check) tasks.spawn(check());
    co_await wakeup_.wait(next.wake);
  }
}

asio::awaitable<void> Driver::look() {
  const auto give_up = Clock::now() + patience;
  auto pause = 50ms;
  for (;;) {
    std::exception_ptr away;
    try {
      const auto inspect = co_await engine_.inspect_container(gate_.container);
      if (inspect.config.healthcheck) test_ = *inspect.config.healthcheck;
      const auto look = look_of(inspect, capabilities_);
      by_readiness_ = gate_.ready && !look.test;
      if (by_readiness_) target_ = co_await readiness_target(engine_, inspect);
      machine_.looked(look, Clock::now());
      co_return;
    } catch (const engine::EngineError& error) {
      if (error.kind() == engine::ErrorKind::not_found) {
        machine_.gone();
        co_return;
      }
      if (error.kind() != engine::ErrorKind::unavailable) throw;
      away = std::current_exception();
    }
    if (Clock::now() >= give_up || broken_) std::rethrow_exception(away);
    co_await wakeup_.wait(Clock::now() + pause);
    pause = std::min<std::chrono::milliseconds>(pause * 2, 2s);
  }
}

asio::awaitable<bool> Driver::runs() {
  try {
    const auto inspect = co_await engine_.inspect_container(gate_.container);
    co_return inspect.state.running;
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found && error.kind() != engine::ErrorKind::unavailable) throw;
  }
  co_return false;
}

asio::awaitable<void> Driver::probe() {
  ProbeResult result;
  if (by_readiness_) {
    result = co_await probe_readiness(engine_, *gate_.ready, target_);
    // With a container its network may go, and its address then leads to somebody else.
    if (result.outcome == ProbeOutcome::passed && !co_await runs()) result.outcome = ProbeOutcome::failed;
  } else {
    result = co_await run_probe(engine_, gate_.container, test_);
  }
  tell(result, false);
  machine_.probed(result.outcome, Clock::now());
  wakeup_.notify();
}

asio::awaitable<void> Driver::check() {
  const auto result = co_await run_engine_check(engine_, gate_.container, test_);
  tell(result, true);
  machine_.checked(result.outcome, Clock::now());
  wakeup_.notify();
}

void Driver::tell(const ProbeResult& result, bool by_engine) {
  const bool passed = result.outcome == ProbeOutcome::passed;
  if (!passed && !result.output.empty()) last_output_ = result.output;
  sink_.emit(HealthProbe{gate_.step, gate_.resource, ++attempts_, by_engine, passed, result.elapsed, result.output});
}

asio::awaitable<ContainerFailure> Driver::failure() {
  auto failure = co_await find_failure(engine_, gate_.container, gate_.resource.name);
  if (failure.health_output.empty()) failure.health_output = std::string(trim(last_output_));
  co_return failure;
}

std::string describe_passed(const GateResult& result) {
  if (result.decision.completed) return "exited (0)";
  return fmt::format("after {}", human_duration(result.waited));
}

}  // namespace

std::string describe(const GateResult& result) {
  switch (result.decision.verdict) {
    case Verdict::passed: return describe_passed(result);
    case Verdict::no_health_check: return "has no health check, so it can never be healthy";
    case Verdict::unhealthy: return "is unhealthy";
    case Verdict::exited: return result.failure ? describe_exit(*result.failure) : "exited";
    case Verdict::not_running: return "is not running";
    case Verdict::paused: return "is paused";
    case Verdict::gone: return "was removed";
    case Verdict::timeout: return fmt::format("is not ready after {}", human_duration(result.waited));
  }
  return {};
}

asio::awaitable<GateResult> wait_for(engine::Engine& engine, EventHub& hub, EventSink& sink, Gate gate) {
  const auto began = Clock::now();
  const auto executor = co_await asio::this_coro::executor;
  co_await hub.open();
  Driver driver(engine, sink, std::move(gate), executor);
  GateResult result;
  co_await with_tasks([&](TaskGroup& tasks) -> asio::awaitable<void> {
    result.decision = co_await driver.run(hub, tasks);
    result.waited = Clock::now() - began;
  });
  if (result.passed()) co_return result;
  const bool told = result.decision.verdict != Verdict::gone && result.decision.verdict != Verdict::no_health_check;
  if (told) result.failure = co_await driver.failure();
  co_return result;
}

}  // namespace berth::lifecycle
