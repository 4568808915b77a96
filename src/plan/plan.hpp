// A plan: every step that leads from what is there to what is declared, in an order in which it could run one by one,
// with the edges that say what may run at the same time. A plain value: pure to make, printable, executed elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/code.hpp"
#include "plan/cause.hpp"
#include "plan/step.hpp"

namespace berth::plan {

/// What becomes of one resource as a whole; a recreate, for instance, is a change of several steps.
enum class ChangeKind : std::uint8_t {
  up_to_date,  ///< no steps: it is as declared
  kept,        ///< no steps: it stays although the command would take it away; the causes say why
  create,
  recreate,
  start,
  restart,
  stop,
  kill,
  pause,
  unpause,
  remove,
  reconnect,  ///< stopped, taken off a network and put on again, started
  pull,
  build,
  push,
  run,  ///< a container of pre_start: made, run to its end and removed; or the one of the command `run`
  wait,
};

std::string_view to_string(ChangeKind kind);

struct Change {
  ChangeKind kind = ChangeKind::up_to_date;
  Resource resource;
  std::vector<Cause> causes;
  std::vector<StepIndex> steps;  ///< ascending
};

/// Something that the user should know and that stops nothing: orphans, a foreign network that is used.
struct Warning {
  Code code;
  std::string message;
  std::string hint;
};

struct Plan {
  std::string command;  ///< "up", "down" …: for the heading
  std::string project;
  std::vector<Step> steps;  ///< every step after all that it needs
  std::vector<Change> changes;
  std::vector<Warning> warnings;
  /// Engine names of volumes that differ from the file. They stay as they are unless UpOptions::recreate_volumes says
  /// otherwise: that would destroy data, so the user is asked.
  std::vector<std::string> changed_volumes;

  /// Nothing to do.
  [[nodiscard]] bool empty() const { return steps.empty(); }
  /// `down` leaves something behind: the command says so and exits non-zero.
  [[nodiscard]] bool leaves_something() const;
};

}  // namespace berth::plan
