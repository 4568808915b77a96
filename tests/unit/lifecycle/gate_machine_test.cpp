// The gate's decisions as a table: what happens at which millisecond, and what the machine wants then.
#include "lifecycle/gate_machine.hpp"

#include <functional>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace berth;
using namespace berth::lifecycle;
using namespace std::chrono_literals;
using engine_api::ContainerStatus;
using engine_api::HealthStatus;

namespace {

const engine_api::HealthConfig test_every_5s{{"CMD", "true"}, 5s, 3s, 2s, 0s, 2};

GateLook running(HealthStatus health = HealthStatus::starting) {
  return {ContainerStatus::running, false, 0, health, test_every_5s};
}
GateLook running_without_test() {
  return {ContainerStatus::running, false, 0, HealthStatus::none, std::nullopt};
}
GateLook ended(std::int64_t code, bool will_restart = false) {
  return {ContainerStatus::exited, will_restart, code, HealthStatus::none, test_every_5s};
}
GateLook with_status(ContainerStatus status) {
  return {status, false, 0, HealthStatus::none, test_every_5s};
}

/// One that nothing starts again after exit code 0, and that publishes no port.
GateLook running_once() {
  auto look = running_without_test();
  look.success_is_final = true;
  return look;
}

engine_api::Event event(std::string action, HealthStatus health = HealthStatus::none) {
  engine_api::Event told;
  told.type = engine_api::EventType::container;
  told.action = std::move(action);
  told.health = health;
  return told;
}

engine_api::Event died(std::int64_t code) {
  auto told = event("die");
  told.exit_code = code;
  return told;
}

engine_api::Event resumed() {
  engine_api::Event told;
  told.type = engine_api::EventType::resumed;
  return told;
}

using Input = std::function<void(GateMachine&, Clock::time_point)>;

Input looked(GateLook look) {
  return [look](GateMachine& machine, Clock::time_point now) { machine.looked(look, now); };
}
Input happened(engine_api::Event told) {
  return [told](GateMachine& machine, Clock::time_point) { machine.happened(told); };
}
Input probed(ProbeOutcome outcome) {
  return [outcome](GateMachine& machine, Clock::time_point now) { machine.probed(outcome, now); };
}
Input checked(ProbeOutcome outcome) {
  return [outcome](GateMachine& machine, Clock::time_point now) { machine.checked(outcome, now); };
}
const Input time_passes = [](GateMachine&, Clock::time_point) {};

std::string_view name(Verdict verdict) {
  constexpr std::string_view names[] = {"passed",      "no_health_check", "unhealthy", "exited",
                                        "not_running", "paused",          "gone",      "timeout"};
  return names[static_cast<std::size_t>(verdict)];
}

/// "look", "probe check wake 5000", "passed (own probe)", "exited 7".
std::string describe(const GateNext& next, Clock::time_point begin) {
  if (next.decision) {
    std::string text(name(next.decision->verdict));
    if (next.decision->exit_code != 0) text += fmt::format(" {}", next.decision->exit_code);
    if (next.decision->own_probe) text += " (own probe)";
    if (next.decision->completed) text += " (completed)";
    return text;
  }
  std::string text;
  if (next.look) text += " look";
  if (next.probe) text += " probe";
  if (next.run_check) text += " check";
  if (next.wake) {
    text += fmt::format(" wake {}", std::chrono::duration_cast<std::chrono::milliseconds>(*next.wake - begin).count());
  }
  return text.empty() ? "wait" : text.substr(1);
}

struct Moment {
  int at;  // milliseconds
  Input input;
  std::string wants;
};

struct Case {
  const char* name;
  GateRules rules;
  std::vector<Moment> moments;
};

const GateRules healthy{};
const GateRules no_probes{.early_probes = false};
const GateRules podman{.engine_runs_checks = false};
const GateRules podman_without_probes{.early_probes = false, .engine_runs_checks = false};
const GateRules completed{.condition = GateCondition::completed};
const GateRules up_wait{.condition = GateCondition::running_or_healthy, .completion_is_fine = true};
const GateRules readiness{.early_probes = false, .engine_runs_checks = false, .own_readiness = true};

const std::vector<Case> cases = {
    {"readiness is looked at until it is there, on every engine",
     readiness,
     {{0, looked(running_without_test()), "probe"},
      {2, probed(ProbeOutcome::failed), "wake 52"},
      {52, time_passes, "probe"},
      {2052, probed(ProbeOutcome::timed_out), "wake 3052"},
      {3052, time_passes, "probe"},
      {3060, probed(ProbeOutcome::passed), "passed (own probe)"}}},
    {"readiness of a container that ends and is started again begins anew",
     readiness,
     {{0, looked(running_without_test()), "probe"},
      {10, happened(event("die")), "look"},
      {11, looked(ended(1, true)), "wait"},
      {12, probed(ProbeOutcome::not_run), "wait"},
      {20, happened(event("start")), "look"},
      {21, looked(running_without_test()), "probe"},
      {30, happened(event("die")), "look"},
      {31, looked(ended(1)), "exited 1"}}},
    {"a health check goes before readiness", readiness, {{0, looked(running(HealthStatus::healthy)), "passed"}}},
    {"healthy already: one look is all", healthy, {{0, looked(running(HealthStatus::healthy)), "passed"}}},
    {"unhealthy already is the engine's verdict, if a probe agrees",
     healthy,
     {{0, looked(running(HealthStatus::unhealthy)), "probe"}, {90, probed(ProbeOutcome::failed), "unhealthy"}}},
    {"unhealthy already, but the cause is gone",
     healthy,
     {{0, looked(running(HealthStatus::unhealthy)), "probe"},
      {90, probed(ProbeOutcome::passed), "passed (own probe)"}}},
    {"unhealthy already, without probes", no_probes, {{0, looked(running(HealthStatus::unhealthy)), "unhealthy"}}},
    {"probes begin at once and at a growing pace",
     healthy,
     {{0, looked(running()), "probe"},
      {100, probed(ProbeOutcome::failed), "wake 150"},
      {150, time_passes, "probe"},
      {220, probed(ProbeOutcome::failed), "wake 270"},
      {6380, time_passes, "probe"},
      {6400, probed(ProbeOutcome::failed), "wake 6500"},
      {6500, time_passes, "probe"},
      {6600, probed(ProbeOutcome::passed), "passed (own probe)"}}},
    {"probes that cost much come less often",
     healthy,
     {{0, looked(running()), "probe"}, {600, probed(ProbeOutcome::failed), "wake 900"}}},
    {"the pause never exceeds the interval",
     healthy,
     {{0, looked(running()), "probe"}, {320'000, probed(ProbeOutcome::failed), "wake 325000"}}},
    {"a probe that fails for ever counts nothing: only the engine says unhealthy",
     healthy,
     {{0, looked(running()), "probe"},
      {200, probed(ProbeOutcome::failed), "wake 300"},
      {250, happened(event("health_status", HealthStatus::unhealthy)), "unhealthy"}}},
    {"the engine's result may come first",
     healthy,
     {{0, looked(running()), "probe"}, {60, happened(event("health_status", HealthStatus::healthy)), "passed"}}},
    {"after a probe that hung there are no more of them",
     healthy,
     {{0, looked(running()), "probe"},
      {3000, probed(ProbeOutcome::timed_out), "wait"},
      {5000, happened(event("health_status", HealthStatus::healthy)), "passed"}}},
    {"without early probes only events count",
     no_probes,
     {{0, looked(running()), "wait"}, {5100, happened(event("health_status", HealthStatus::healthy)), "passed"}}},
    {"no health check can never be healthy", healthy, {{0, looked(running_without_test()), "no_health_check"}}},
    {"an exit closes the gate at once",
     healthy,
     {{0, looked(running()), "probe"}, {40, happened(event("die")), "look"}, {41, looked(ended(7)), "exited 7"}}},
    {"an exit with 0 does not make healthy", healthy, {{0, looked(ended(0)), "exited"}}},
    {"one that is restarted goes on, and its tests begin anew",
     healthy,
     {{0, looked(running()), "probe"},
      {40, happened(event("die")), "look"},
      {41, looked(ended(1, true)), "wait"},
      {45, probed(ProbeOutcome::passed), "wait"},
      {100, happened(event("start")), "look"},
      {101, looked(running()), "probe"},
      {200, probed(ProbeOutcome::passed), "passed (own probe)"}}},
    {"one that died and runs again before the look",
     healthy,
     {{0, looked(running()), "probe"},
      {1000, happened(event("die")), "look"},
      {1001, looked(running()), "wait"},
      {1004, probed(ProbeOutcome::failed), "wake 1506"},
      {1506, time_passes, "probe"},
      {1510, probed(ProbeOutcome::not_run), "look"},
      {1511, looked(running()), "wake 1560"},
      {1560, time_passes, "probe"}}},
    {"its own start event is no news",
     healthy,
     {{0, looked(running()), "probe"}, {1, happened(event("start")), "wait"}}},
    {"a removed container", healthy, {{0, looked(running()), "probe"}, {9, happened(event("destroy")), "gone"}}},
    {"a paused container cannot become healthy",
     healthy,
     {{0, looked(running()), "probe"},
      {9, happened(event("pause")), "look"},
      {10, looked(with_status(ContainerStatus::paused)), "paused"}}},
    {"one that was never started", healthy, {{0, looked(with_status(ContainerStatus::created)), "not_running"}}},
    {"after a cut of the events it looks again",
     healthy,
     {{0, looked(running()), "probe"},
      {500, happened(resumed()), "look"},
      {501, looked(running(HealthStatus::healthy)), "passed"}}},
    {"completed: exit code 0",
     completed,
     {{0, looked(running()), "wait"},
      {700, happened(event("die")), "look"},
      {701, looked(ended(0)), "passed (completed)"}}},
    {"completed: where exit code 0 is final, the event is enough",
     completed,
     {{0, looked(running_once()), "wait"}, {700, happened(died(0)), "passed (completed)"}}},
    {"completed: where it may be started again, the event is not",
     completed,
     {{0, looked(running_without_test()), "wait"},
      {700, happened(died(0)), "look"},
      {701, looked(ended(0, true)), "wait"}}},
    {"completed: an event that tells no exit code, or another",
     completed,
     {{0, looked(running_once()), "wait"},
      {700, happened(event("die")), "look"},
      {701, looked(running_once()), "wait"},
      {900, happened(died(7)), "look"},
      {901, looked(ended(7)), "exited 7"}}},
    {"--wait: a one-shot that ends is looked at",
     up_wait,
     {{0, looked(running()), "probe"},
      {700, happened(died(0)), "look"},
      {701, looked(ended(0)), "passed (completed)"}}},
    {"completed: done before the gate was there", completed, {{0, looked(ended(0)), "passed (completed)"}}},
    {"completed: another exit code", completed, {{0, looked(ended(3)), "exited 3"}}},
    {"completed: health does not matter",
     completed,
     {{0, looked(running()), "wait"}, {5, happened(event("health_status", HealthStatus::healthy)), "wait"}}},
    {"completed: on-failure restarts are waited for",
     completed,
     {{0, looked(ended(1, true)), "wait"},
      {9, happened(event("start")), "look"},
      {10, looked(running_without_test()), "wait"},
      {50, happened(event("die")), "look"},
      {51, looked(ended(0)), "passed (completed)"}}},
    {"--wait: running is enough without a health check", up_wait, {{0, looked(running_without_test()), "passed"}}},
    {"--wait: with one it has to be healthy", up_wait, {{0, looked(running()), "probe"}}},
    {"--wait: a one-shot that is done", up_wait, {{0, looked(ended(0)), "passed (completed)"}}},
    {"--wait: a one-shot that failed", up_wait, {{0, looked(ended(2)), "exited 2"}}},
    {"nobody runs the checks: a passed probe lets the engine know before the gate opens",
     podman,
     {{0, looked(running(HealthStatus::none)), "probe wake 5000"},
      {90, probed(ProbeOutcome::passed), "check"},
      {190, checked(ProbeOutcome::passed), "passed (own probe)"}}},
    {"nobody runs the checks: an old unhealthy does not count",
     podman,
     {{0, looked(running(HealthStatus::unhealthy)), "probe wake 5000"}}},
    {"nobody runs the checks: Berth counts retries after the start period",
     podman_without_probes,
     {{0, looked(running(HealthStatus::none)), "wake 5000"},
      {5000, time_passes, "check"},
      {5100, checked(ProbeOutcome::failed), "wake 10100"},
      {10'100, time_passes, "check"},
      {10'200, checked(ProbeOutcome::timed_out), "unhealthy (own probe)"}}},
    {"nobody runs the checks: failures within the start period are free",
     podman_without_probes,
     {{0,
       looked({ContainerStatus::running, false, 0, HealthStatus::none,
               engine_api::HealthConfig{{"CMD", "x"}, 1s, 1s, 2s, 0s, 1}}),
       "wake 1000"},
      {1000, time_passes, "check"},
      {1100, checked(ProbeOutcome::failed), "wake 2100"},
      {2100, time_passes, "check"},
      {2200, checked(ProbeOutcome::failed), "unhealthy (own probe)"}}},
};

}  // namespace

TEST_CASE("gate decisions") {
  for (const auto& gate : cases) {
    CAPTURE(gate.name);
    const Clock::time_point begin{};
    GateMachine machine(gate.rules, begin);
    CHECK(describe(machine.next(begin), begin) == "look");
    for (const auto& moment : gate.moments) {
      CAPTURE(moment.at);
      const auto now = begin + std::chrono::milliseconds(moment.at);
      moment.input(machine, now);
      CHECK(describe(machine.next(now), begin) == moment.wants);
    }
  }
}

TEST_CASE("a deadline closes the gate, but what the last look shows counts first") {
  GateRules rules;
  rules.deadline = Clock::time_point{} + 3s;
  const Clock::time_point begin{};
  GateMachine late(rules, begin);
  CHECK(describe(late.next(begin), begin) == "look wake 3000");
  late.looked(running(), begin + 1s);
  CHECK(describe(late.next(begin + 1s), begin) == "probe wake 3000");
  CHECK(describe(late.next(begin + 3s), begin) == "timeout");

  GateMachine just_in_time(rules, begin);
  just_in_time.next(begin);
  just_in_time.looked(running(HealthStatus::healthy), begin + 4s);
  CHECK(describe(just_in_time.next(begin + 4s), begin) == "passed");
}

TEST_CASE("the engine's defaults hold where the health check says nothing") {
  GateRules rules = podman_without_probes;
  const Clock::time_point begin{};
  GateMachine machine(rules, begin);
  machine.next(begin);
  machine.looked({ContainerStatus::running, false, 0, HealthStatus::none,
                  engine_api::HealthConfig{{"CMD", "x"}, 0s, 0s, 0s, 0s, 0}},
                 begin);
  CHECK(describe(machine.next(begin), begin) == "wake 30000");
}
