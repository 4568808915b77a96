#include "plan/plan.hpp"

#include <algorithm>
#include <array>

namespace berth::plan {

bool Plan::leaves_something() const {
  return std::ranges::any_of(changes, [](const Change& change) { return change.kind == ChangeKind::kept; });
}

std::string_view to_string(ChangeKind kind) {
  static constexpr std::array<std::string_view, 17> names = {
      "up_to_date", "kept",   "create",    "recreate", "start", "restart", "stop", "kill", "pause",
      "unpause",    "remove", "reconnect", "pull",     "build", "push",    "run",  "wait"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(ResourceKind kind) {
  static constexpr std::array<std::string_view, 6> names = {"container", "network", "volume",
                                                            "image",     "service", "model"};
  return names[static_cast<std::size_t>(kind)];
}

namespace {

std::string_view gate_name(Condition condition) {
  switch (condition) {
    case Condition::healthy: return "wait_healthy";
    case Condition::completed: return "wait_completed";
    case Condition::running_or_healthy: return "wait_ready";
  }
  return "wait";
}

}  // namespace

std::string_view operation_name(const Operation& operation) {
  // In the order of the alternatives of Operation.
  static constexpr std::array<std::string_view, 25> names = {
      "pull_image",       "build_image",       "push_image",      "remove_image",       "create_network",
      "remove_network",   "create_volume",     "remove_volume",   "create_container",   "start_container",
      "stop_container",   "restart_container", "kill_container",  "pause_container",    "unpause_container",
      "remove_container", "rename_container",  "connect_network", "disconnect_network", "copy_files",
      "run_to_end",       "run_hook",          "run_provider",    "prepare_model",      "wait"};
  static_assert(names.size() == std::variant_size_v<Operation>);
  if (const auto* gate = std::get_if<WaitFor>(&operation)) return gate_name(gate->condition);
  return names[operation.index()];
}

}  // namespace berth::plan
