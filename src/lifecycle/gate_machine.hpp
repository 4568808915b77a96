// When is a container what others wait for? The decision alone, without I/O: told what was seen and what time it is, it
// says what to look at next and when it is decided. gate.cpp drives it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "engine_api/container.hpp"
#include "engine_api/event.hpp"
#include "lifecycle/events.hpp"

namespace berth::lifecycle {

/// compose-spec 05-services "depends_on": the long syntax' conditions, and what `up --wait` asks for. service_started
/// needs no gate: the start call's reply is the answer.
enum class GateCondition : std::uint8_t { healthy, completed, running_or_healthy };

struct GateRules {
  GateCondition condition = GateCondition::healthy;
  bool early_probes = true;         ///< BERTH_EAGER_HEALTH: run the health test through exec before the engine does
  bool engine_runs_checks = true;   ///< Capabilities::runs_health_checks; otherwise Berth runs and counts them
  bool own_readiness = false;       ///< without a health check: probes as x-berth.ready says
  bool completion_is_fine = false;  ///< exit code 0 counts as well (`--wait` and a one-shot)
  std::optional<Clock::time_point> deadline;  ///< --wait-timeout
};

/// What an inspect told.
struct GateLook {
  engine_api::ContainerStatus status = engine_api::ContainerStatus::unknown;
  bool will_restart = false;  ///< it ended, and its restart policy starts it again
  std::int64_t exit_code = 0;
  engine_api::HealthStatus health = engine_api::HealthStatus::none;
  std::optional<engine_api::HealthConfig> test;  ///< nullopt: no health check, or switched off by NONE
  /// Exit code 0 will be the end of it: nothing starts it again, and none of its ports has to become free for others.
  bool success_is_final = false;
};

enum class ProbeOutcome : std::uint8_t {
  passed,
  failed,
  timed_out,  ///< longer than the test's own timeout
  not_run,    ///< the container does not run (any more)
};

/// Why a gate is closed for good; `passed` is open.
enum class Verdict : std::uint8_t { passed, no_health_check, unhealthy, exited, not_running, paused, gone, timeout };

struct GateDecision {
  Verdict verdict = Verdict::passed;
  std::int64_t exit_code = 0;  ///< of `exited`, and of a `passed` by completion
  bool completed = false;      ///< passed because the container had done its work
  bool own_probe = false;      ///< passed or unhealthy by a test that Berth ran
};

/// What to do now. Everything that is asked for may go on at the same time; a probe that runs already is not asked for
/// again.
struct GateNext {
  std::optional<GateDecision> decision;
  bool look = false;                      ///< inspect, then looked() or gone()
  bool probe = false;                     ///< run the test through exec (or look as x-berth.ready says), then probed()
  bool run_check = false;                 ///< ask the engine to run its health check (libpod), then checked()
  std::optional<Clock::time_point> wake;  ///< call next() again at this time, if nothing else happens before
};

/// One container, one condition. Times only grow.
class GateMachine {
 public:
  GateMachine(GateRules rules, Clock::time_point now) : rules_(rules), began_(now) {}

  void looked(const GateLook& look, Clock::time_point now);
  /// The inspect found no such container.
  void gone() { decide(Verdict::gone); }
  void happened(const engine_api::Event& event);
  void probed(ProbeOutcome outcome, Clock::time_point now);
  void checked(ProbeOutcome outcome, Clock::time_point now);

  /// Marks what it asks for as under way; the caller does it.
  GateNext next(Clock::time_point now);

 private:
  void decide(Verdict verdict, std::int64_t exit_code = 0);
  void pass(bool own_probe, bool completed = false);
  void running(const GateLook& look, bool begins, Clock::time_point now);
  void ended(const GateLook& look);
  void begin_readiness(Clock::time_point now);
  void begin_tests(const engine_api::HealthConfig& test, Clock::time_point now);
  void ask_tests(GateNext& next, Clock::time_point now);
  [[nodiscard]] Clock::time_point after_early_failure(Clock::time_point now) const;

  GateRules rules_;
  Clock::time_point began_;  // of the current run of the container, as far as the gate saw it
  std::optional<GateDecision> decision_;
  bool look_wanted_ = true;
  bool runs_ = false;
  bool success_is_final_ = false;
  std::optional<engine_api::HealthConfig> test_;  // with the defaults filled in

  // Early probes: through exec, never counted against the container.
  std::optional<Clock::time_point> probe_at_;
  bool probe_under_way_ = false;
  Clock::time_point probe_begun_{};  // the latest
  bool by_readiness_ = false;        // the probes are those of x-berth.ready: only they can open the gate
  bool last_chance_ = false;         // the engine said unhealthy before anybody waited
  // Health checks that the engine does not run by itself: counted as the specification says.
  std::optional<Clock::time_point> check_at_;
  bool check_under_way_ = false;
  std::int64_t failures_ = 0;
};

}  // namespace berth::lifecycle
