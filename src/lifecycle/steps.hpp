// What the executor does for one step: the calls of the engine, and what is made of their answers. Internal to the
// executor.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "compose/project.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/events.hpp"
#include "lifecycle/execute.hpp"
#include "lifecycle/gate.hpp"
#include "plan/plan.hpp"

namespace berth::lifecycle {

/// What a step that succeeded leaves.
struct StepOutput {
  std::string id;                                     ///< of the container, network or image that it made
  std::string detail;                                 ///< for StepFinished
  std::map<std::string, std::string> variables = {};  ///< that a provider or a model sets
};

/// A gate that did not open, or a container that did not start, with what is known of the reason.
class ContainerError : public Error {
 public:
  ContainerError(const std::string& what, std::string hint, ContainerFailure failure)
      : Error(what, std::move(hint)), failure_(std::move(failure)) {}

  [[nodiscard]] const ContainerFailure& failure() const { return failure_; }

 private:
  ContainerFailure failure_;
};

/// What all steps of one command share. `results` grows while the plan runs.
struct StepContext {
  const plan::Plan& plan;
  const compose::Project& project;
  engine::Engine& engine;
  EventHub& hub;
  EventSink& sink;
  const ExecuteOptions& options;
  const std::vector<StepResult>& results;
  bool has_gates = false;
  std::optional<Clock::time_point> gate_deadline;
};

/// Runs one step. Throws berth::Error when it fails, operation_aborted when it is cancelled.
boost::asio::awaitable<StepOutput> run_step(StepContext& context, StepIndex step);

/// Does it (nearly) only wait, so that it takes no place among the calls?
bool only_waits(const plan::Operation& operation);
/// May it take long, so that an interrupt drops it at once instead of seeing it end?
bool takes_long(const plan::Operation& operation);
/// May it be done again when the connection broke and nobody knows whether it was done? Every step that makes or
/// changes something recognises its own work; a hook does not.
bool may_repeat(const plan::Operation& operation);

// By subject; called by run_step.
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::PullImage& pull);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::BuildImage& build);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::PushImage& push);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RemoveImage& remove);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::CreateNetwork& create);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RemoveNetwork& remove);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::CreateVolume& create);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RemoveVolume& remove);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::CreateContainer& create);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::StartContainer& start);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::StopContainer& stop);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RestartContainer& restart);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::KillContainer& kill);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::PauseContainer& pause);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::UnpauseContainer& unpause);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RemoveContainer& remove);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RenameContainer& rename);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::ConnectNetwork& connect);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::DisconnectNetwork& disconnect);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::CopyFiles& copy);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RunToEnd& hook);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RunHook& hook);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RunProvider& provider);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::PrepareModel& prepare);
boost::asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::WaitFor& gate);

/// The id of the container that a step works on.
std::string id_of(const StepContext& context, const plan::ContainerReference& reference);

}  // namespace berth::lifecycle
