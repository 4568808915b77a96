// Waiting until a container is what others need: looks once, then waits for events. Never ticks.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "compose/readiness.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/events.hpp"
#include "lifecycle/gate_machine.hpp"

namespace berth::lifecycle {

class EventHub;

/// One container and what is asked of it.
struct Gate {
  std::string container;  ///< id; names may change hands during a recreate
  GateRules rules;
  std::optional<compose::Readiness> ready;  ///< x-berth.ready, with rules.own_readiness
  StepIndex step = no_step;
  Resource resource;
};

struct GateResult {
  GateDecision decision;
  Nanoseconds waited{0};
  /// Of a gate that did not open: exit code, OOM, last health output, last lines.
  std::optional<ContainerFailure> failure;

  [[nodiscard]] bool passed() const { return decision.verdict == Verdict::passed; }
};

/// "healthy after 1.2 s", "exited (0)"; for a gate that did not open the reason: "exited (7)", "is unhealthy: …".
std::string describe(const GateResult& result);

/// Waits for one container. `hub` must be open. Emits HealthProbe events. Throws EngineError when the engine is gone;
/// cancellable at any point.
boost::asio::awaitable<GateResult> wait_for(engine::Engine& engine, EventHub& hub, EventSink& sink, Gate gate);

}  // namespace berth::lifecycle
