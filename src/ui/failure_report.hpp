// The last screen of a command that failed: what, why, what was left undone, what to do.
#pragma once

#include <string>
#include <vector>

#include "lifecycle/events.hpp"

namespace berth::ui {

/// All texts escaped. For each failure one "error:" line and below it, indented, what is known about the container:
/// exit code, out of memory, the engine's words, the last health output, its last lines, the hint. Then what was left
/// undone. Ends with a line break; empty without failures.
std::string failure_report(const std::vector<lifecycle::StepFailed>& failures,
                           const std::vector<lifecycle::StepSkipped>& skipped, bool colour);

}  // namespace berth::ui
