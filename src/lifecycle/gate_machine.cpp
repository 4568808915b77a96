#include "lifecycle/gate_machine.hpp"

#include <algorithm>
#include <utility>

namespace berth::lifecycle {
namespace {

using engine_api::ContainerStatus;
using engine_api::HealthConfig;
using engine_api::HealthStatus;

constexpr auto shortest_pause = std::chrono::milliseconds(50);
/// The pause grows with the wait, so that a late start is noticed late by less than 2 % of the wait, and the many
/// probes of a slow starter do not slow it down further.
constexpr int wait_divisor = 64;
/// And with what a probe costs here, so that probes never fill the machine.
constexpr int cost_divisor = 2;

/// The engine's own defaults (Engine API HealthConfig; Dockerfile reference HEALTHCHECK).
HealthConfig with_defaults(HealthConfig test) {
  using namespace std::chrono_literals;
  if (test.interval <= Nanoseconds::zero()) test.interval = 30s;
  if (test.timeout <= Nanoseconds::zero()) test.timeout = 30s;
  if (test.retries <= 0) test.retries = 3;
  return test;
}

}  // namespace

void GateMachine::decide(Verdict verdict, std::int64_t exit_code) {
  if (!decision_) decision_ = GateDecision{verdict, exit_code, false, false};
}

void GateMachine::pass(bool own_probe, bool completed) {
  if (!decision_) decision_ = GateDecision{Verdict::passed, 0, completed, own_probe};
}

void GateMachine::looked(const GateLook& look, Clock::time_point now) {
  const bool ran_before = std::exchange(runs_, false);
  success_is_final_ = look.success_is_final;
  switch (look.status) {
    case ContainerStatus::running:
      runs_ = true;
      running(look, !ran_before, now);
      break;
    case ContainerStatus::exited:
    case ContainerStatus::dead: ended(look); break;
    case ContainerStatus::restarting: break;  // its start is told by an event
    case ContainerStatus::paused: decide(Verdict::paused); break;
    case ContainerStatus::removing: decide(Verdict::gone); break;
    case ContainerStatus::created:
    case ContainerStatus::unknown: decide(Verdict::not_running); break;
  }
}

void GateMachine::running(const GateLook& look, bool begins, Clock::time_point now) {
  if (begins) began_ = now;
  if (rules_.condition == GateCondition::completed) return;
  if (!look.test && rules_.own_readiness) {
    if (begins) begin_readiness(now);
    return;
  }
  if (!look.test) {
    if (rules_.condition == GateCondition::running_or_healthy) return pass(false);
    return decide(Verdict::no_health_check);
  }
  if (look.health == HealthStatus::healthy) return pass(false);
  // Where nobody runs the checks, "unhealthy" is the last thing that somebody asked long ago.
  const bool unhealthy = look.health == HealthStatus::unhealthy && rules_.engine_runs_checks;
  if (unhealthy && !rules_.early_probes) return decide(Verdict::unhealthy);
  if (begins) begin_tests(*look.test, now);
  // What made it so may be gone by now: one probe decides.
  if (unhealthy) last_chance_ = true;
  if (unhealthy && !probe_under_way_) probe_at_ = now;
}

void GateMachine::ended(const GateLook& look) {
  if (look.will_restart) return;
  const bool fine = look.exit_code == 0 && (rules_.condition == GateCondition::completed || rules_.completion_is_fine);
  if (fine) return pass(false, true);
  decide(Verdict::exited, look.exit_code);
}

void GateMachine::begin_readiness(Clock::time_point now) {
  test_ = with_defaults({});
  by_readiness_ = true;
  probe_at_ = now;
}

void GateMachine::begin_tests(const HealthConfig& test, Clock::time_point now) {
  test_ = with_defaults(test);
  failures_ = 0;
  last_chance_ = false;
  probe_at_.reset();
  check_at_.reset();
  if (rules_.early_probes) probe_at_ = now;
  if (!rules_.engine_runs_checks) check_at_ = now + test_->interval;
}

void GateMachine::happened(const engine_api::Event& event) {
  if (event.type == engine_api::EventType::resumed) {
    look_wanted_ = true;
  } else if (event.action == "health_status") {
    if (rules_.condition == GateCondition::completed) return;
    if (event.health == HealthStatus::healthy) pass(false);
    if (event.health == HealthStatus::unhealthy && rules_.engine_runs_checks) decide(Verdict::unhealthy);
  } else if (event.action == "destroy") {
    decide(Verdict::gone);
  } else if (event.action == "die") {
    runs_ = false;  // should a look find it running again, its tests begin anew
    look_wanted_ = true;
    // Docker tells the end first and then takes the container's networks down, during which it answers no inspect.
    const bool is_enough = success_is_final_ && event.exit_code == 0;
    if (is_enough && rules_.condition == GateCondition::completed) pass(false, true);
  } else if (event.action == "pause" || event.action == "unpause" || (event.action == "start" && !runs_)) {
    look_wanted_ = true;
  }
}

void GateMachine::probed(ProbeOutcome outcome, Clock::time_point now) {
  probe_under_way_ = false;
  if (!runs_) return;  // it ended meanwhile: what the test said is of the past
  const bool says_no = outcome == ProbeOutcome::failed || outcome == ProbeOutcome::timed_out;
  if (last_chance_ && says_no) return decide(Verdict::unhealthy);
  switch (outcome) {
    case ProbeOutcome::passed:
      if (rules_.engine_runs_checks || by_readiness_) return pass(true);
      check_at_ = now;  // nobody else runs the check: let the engine know as well, so that `ps` tells it
      break;
    case ProbeOutcome::failed: probe_at_ = after_early_failure(now); break;
    case ProbeOutcome::timed_out:
      // The process of a test may still run: no more of them.
      if (by_readiness_) probe_at_ = after_early_failure(now);
      break;
    case ProbeOutcome::not_run:
      probe_at_ = after_early_failure(now);
      look_wanted_ = true;
      break;
  }
}

Clock::time_point GateMachine::after_early_failure(Clock::time_point now) const {
  const Clock::duration waited = now - began_;
  const Clock::duration cost = now - probe_begun_;
  const auto pause = std::max<Clock::duration>({shortest_pause, waited / wait_divisor, cost / cost_divisor});
  return now + std::min<Clock::duration>(pause, std::max<Clock::duration>(shortest_pause, test_->interval));
}

void GateMachine::checked(ProbeOutcome outcome, Clock::time_point now) {
  check_under_way_ = false;
  if (!runs_) return;
  if (outcome == ProbeOutcome::passed) return pass(true);
  check_at_ = now + test_->interval;
  if (outcome == ProbeOutcome::not_run) {
    look_wanted_ = true;
  } else if (now - began_ >= test_->start_period && ++failures_ >= test_->retries) {
    decide(Verdict::unhealthy);
    decision_->own_probe = true;
  } else if (rules_.early_probes && !probe_at_ && !probe_under_way_) {
    probe_at_ = now + shortest_pause;
  }
}

void GateMachine::ask_tests(GateNext& next, Clock::time_point now) {
  if (check_at_ && !check_under_way_) {
    if (*check_at_ <= now) {
      next.run_check = check_under_way_ = true;
      check_at_.reset();
    } else {
      next.wake = check_at_;
    }
  }
  if (probe_at_ && !probe_under_way_) {
    if (*probe_at_ <= now) {
      next.probe = probe_under_way_ = true;
      probe_begun_ = now;
      probe_at_.reset();
    } else {
      next.wake = next.wake ? std::min(*next.wake, *probe_at_) : *probe_at_;
    }
  }
}

GateNext GateMachine::next(Clock::time_point now) {
  GateNext next;
  next.look = std::exchange(look_wanted_, false);
  if (!next.look && !decision_ && rules_.deadline && *rules_.deadline <= now) decide(Verdict::timeout);
  if (decision_) {
    next.look = false;
    next.decision = decision_;
    return next;
  }
  if (runs_ && test_ && !next.look) ask_tests(next, now);
  if (rules_.deadline) next.wake = next.wake ? std::min(*next.wake, *rules_.deadline) : *rules_.deadline;
  return next;
}

}  // namespace berth::lifecycle
