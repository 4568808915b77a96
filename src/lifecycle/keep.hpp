// Holding the declared state: what dies, is removed or drifts is put right, for as long as nobody interrupts.
#pragma once

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "compose/project.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/execute.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"

namespace berth::lifecycle {

struct KeepOptions {
  plan::UpOptions up;                                          ///< as the project was brought up
  ExecuteOptions execute;                                      ///< `interrupt` ends the keeping
  std::function<void(const plan::Plan&)> on_repair;            ///< before a plan is executed
  std::function<void(const std::string& service)> on_give_up;  ///< once for each; it is left alone from then on
};

/// Looks whenever a container of the project changes, plans an `up`, and executes what is not empty. A container that
/// ended with exit code 0 and without a restart policy has done its work. Returns after an interrupt; throws
/// EngineError when the engine is gone for good.
boost::asio::awaitable<void> keep(const compose::Project& project, engine::Engine& engine, EventHub& hub,
                                  EventSink& sink, KeepOptions options);

}  // namespace berth::lifecycle
