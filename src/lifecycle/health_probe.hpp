// One run of a container's health test: through exec before the engine gets to it, or by the engine on request.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "lifecycle/gate_machine.hpp"

namespace berth::lifecycle {

struct ProbeResult {
  ProbeOutcome outcome = ProbeOutcome::failed;
  Nanoseconds elapsed{0};
  std::string output;  ///< bounded
};

/// What a failed call says about the container: an engine that is away for a moment is no reason to give up, the gate
/// asks again.
ProbeResult failed_probe(const engine::EngineError& error);

/// The command of a health test; empty when there is nothing to run (NONE). CMD-SHELL runs under /bin/sh, as the
/// engine's default shell is.
std::vector<std::string> probe_command(const engine_api::HealthConfig& test);

/// Runs the test in the container. Takes at most the test's timeout.
boost::asio::awaitable<ProbeResult> run_probe(engine::Engine& engine, std::string container,
                                              engine_api::HealthConfig test);

/// Has the engine run its health check (Capabilities::health_check_on_request).
boost::asio::awaitable<ProbeResult> run_engine_check(engine::Engine& engine, std::string container,
                                                     engine_api::HealthConfig test);

}  // namespace berth::lifecycle
