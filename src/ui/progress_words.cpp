#include "ui/progress_words.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::ui {

using lifecycle::Action;
using lifecycle::ResourceKind;

std::string_view doing(Action action) {
  switch (action) {
    case Action::pull: return "Pulling";
    case Action::build: return "Building";
    case Action::push: return "Pushing";
    case Action::create: return "Creating";
    case Action::recreate: return "Recreating";
    case Action::start: return "Starting";
    case Action::restart: return "Restarting";
    case Action::stop: return "Stopping";
    case Action::kill: return "Killing";
    case Action::pause: return "Pausing";
    case Action::unpause: return "Unpausing";
    case Action::remove: return "Removing";
    case Action::rename: return "Renaming";
    case Action::connect: return "Connecting";
    case Action::disconnect: return "Disconnecting";
    case Action::copy_files: return "Copying files";
    case Action::run_hook: return "Running hook";
    case Action::wait_running:
    case Action::wait_healthy:
    case Action::wait_completed: return "Waiting";
  }
  return "Working";
}

std::string_view done(Action action) {
  switch (action) {
    case Action::pull: return "Pulled";
    case Action::build: return "Built";
    case Action::push: return "Pushed";
    case Action::create: return "Created";
    case Action::recreate: return "Recreated";
    case Action::start: return "Started";
    case Action::restart: return "Restarted";
    case Action::stop: return "Stopped";
    case Action::kill: return "Killed";
    case Action::pause: return "Paused";
    case Action::unpause: return "Unpaused";
    case Action::remove: return "Removed";
    case Action::rename: return "Renamed";
    case Action::connect: return "Connected";
    case Action::disconnect: return "Disconnected";
    case Action::copy_files: return "Files copied";
    case Action::run_hook: return "Hook done";
    case Action::wait_running: return "Running";
    case Action::wait_healthy: return "Healthy";
    case Action::wait_completed: return "Exited";
  }
  return "Done";
}

std::string resource_id(const lifecycle::Resource& resource) {
  const auto kind = [&]() -> std::string_view {
    switch (resource.kind) {
      case ResourceKind::service: return "Service";
      case ResourceKind::container: return "Container";
      case ResourceKind::network: return "Network";
      case ResourceKind::volume: return "Volume";
      case ResourceKind::image: return "Image";
      case ResourceKind::model: return "Model";
    }
    return "";
  }();
  return fmt::format("{} {}", kind, escape_terminal(resource.name));
}

std::string skip_reason(const lifecycle::StepSkipped& skipped) {
  switch (skipped.reason) {
    case lifecycle::SkipReason::dependency_failed:
      return fmt::format("not done: {} failed", escape_terminal(skipped.because.name));
    case lifecycle::SkipReason::interrupted: return "not done: interrupted";
    case lifecycle::SkipReason::engine_gone: return "not done: the engine does not answer";
  }
  return "not done";
}

}  // namespace berth::ui
