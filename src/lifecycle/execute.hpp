// Running a plan: independent steps at the same time, each step after what it needs, nothing decided on the way.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "compose/project.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/events.hpp"
#include "plan/plan.hpp"

namespace berth::lifecycle {

class EventHub;
class Interrupt;

struct ExecuteOptions {
  /// Engine calls at the same time. Measured on 2 cores: 8 stop 50 containers a sixth quicker than 4 and start them as
  /// quickly, but dockerd 20.10 then lost count of a network's endpoints once and could not remove it any more. Gates
  /// only wait and are not counted.
  std::size_t parallelism = 4;
  bool early_probes = true;  ///< false: BERTH_EAGER_HEALTH=0
  /// --wait-timeout: how long all gates together may take from the beginning of the command.
  std::optional<std::chrono::milliseconds> wait_timeout;
  /// May be null: the command cannot be interrupted. Otherwise outlives the call.
  Interrupt* interrupt = nullptr;
  /// Credentials for a registry; may be empty.
  std::function<engine_api::RegistryAuth(const std::string& reference)> credentials;
  /// All known credentials, for builds; may be empty.
  std::function<std::map<std::string, engine_api::RegistryAuth>()> all_credentials;
  /// Programs beside the engine: that of a provider's type, and "model" for Docker's model runner; "" for none. May be
  /// empty where a plan needs none.
  std::function<std::string(const std::string& name)> find_program;
  /// Awaited right before a container's start call, with its id; may be empty. An attached `up` uses both.
  std::function<boost::asio::awaitable<void>(const plan::Resource&, const std::string& id)> before_start;
  /// Called as soon as the start call has succeeded; may be empty.
  std::function<void(const plan::Resource&, const std::string& id)> after_start;
};

enum class StepStatus {
  done,
  failed,       ///< the engine said no, or a gate did not open
  skipped,      ///< what it needs did not succeed
  interrupted,  ///< never begun, or dropped while it was under way (`begun`): the engine may still carry it out
};

struct StepResult {
  StepStatus status = StepStatus::skipped;
  bool begun = false;
  Nanoseconds elapsed{0};
  std::string what;  ///< of a failure, one line
  std::string hint;
  std::string id;  ///< of the container, network or image that it made
  /// Of a provider: SERVICE_NAME and what goes over as it is; of a model: "endpoint". Values may be secret.
  std::map<std::string, std::string> variables;
  std::optional<ContainerFailure> container;
};

struct Outcome {
  std::vector<StepResult> steps;  ///< one per step of the plan
  bool interrupted = false;
  bool engine_gone = false;

  [[nodiscard]] std::size_t count(StepStatus status) const;
  /// Every step is done.
  [[nodiscard]] bool complete() const;
};

/// Runs every step as soon as what it needs is done and a place is free. When a step fails, those that need it are
/// skipped and all others go on. Never throws for a failed step or a lost engine: the outcome says what was done. When
/// the engine does not answer any more, nothing new is begun. `project` gives the builds of services. `hub` is opened
/// before the first start when a gate will wait; it belongs to the caller, so that all of a command share one
/// subscription. `options.interrupt` is heeded: see Interrupt.
boost::asio::awaitable<Outcome> execute(const plan::Plan& plan, const compose::Project& project, engine::Engine& engine,
                                        EventHub& hub, EventSink& sink, ExecuteOptions options);

}  // namespace berth::lifecycle
