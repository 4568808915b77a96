#include "lifecycle/events.hpp"

namespace berth::lifecycle {
namespace {

struct ActionOf {
  Action operator()(const plan::PullImage&) const { return Action::pull; }
  Action operator()(const plan::BuildImage&) const { return Action::build; }
  Action operator()(const plan::PushImage&) const { return Action::push; }
  Action operator()(const plan::RemoveImage&) const { return Action::remove; }
  Action operator()(const plan::CreateNetwork&) const { return Action::create; }
  Action operator()(const plan::RemoveNetwork&) const { return Action::remove; }
  Action operator()(const plan::CreateVolume&) const { return Action::create; }
  Action operator()(const plan::RemoveVolume&) const { return Action::remove; }
  Action operator()(const plan::CreateContainer&) const { return Action::create; }
  Action operator()(const plan::StartContainer&) const { return Action::start; }
  Action operator()(const plan::StopContainer&) const { return Action::stop; }
  Action operator()(const plan::RestartContainer&) const { return Action::restart; }
  Action operator()(const plan::KillContainer&) const { return Action::kill; }
  Action operator()(const plan::PauseContainer&) const { return Action::pause; }
  Action operator()(const plan::UnpauseContainer&) const { return Action::unpause; }
  Action operator()(const plan::RemoveContainer&) const { return Action::remove; }
  Action operator()(const plan::RenameContainer&) const { return Action::rename; }
  Action operator()(const plan::ConnectNetwork&) const { return Action::connect; }
  Action operator()(const plan::DisconnectNetwork&) const { return Action::disconnect; }
  Action operator()(const plan::CopyFiles&) const { return Action::copy_files; }
  Action operator()(const plan::RunToEnd&) const { return Action::run_hook; }
  Action operator()(const plan::RunHook&) const { return Action::run_hook; }
  Action operator()(const plan::RunProvider& provider) const {
    if (provider.command == "down") return Action::remove;
    return provider.command == "stop" ? Action::stop : Action::create;
  }
  Action operator()(const plan::PrepareModel&) const { return Action::pull; }
  Action operator()(const plan::WaitFor& gate) const {
    switch (gate.condition) {
      case plan::Condition::healthy: return Action::wait_healthy;
      case plan::Condition::completed: return Action::wait_completed;
      case plan::Condition::running_or_healthy: return Action::wait_running;
    }
    return Action::wait_running;
  }
};

}  // namespace

Action action_of(const plan::Operation& operation) {
  return std::visit(ActionOf{}, operation);
}

}  // namespace berth::lifecycle
