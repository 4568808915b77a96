// A plan for people and for programs. Both are stable: the same plan gives the same bytes.
#pragma once

#include <string>

#include "plan/plan.hpp"

namespace berth::plan {

/// "2 to create, 1 to recreate, 3 up to date" or "nothing to do".
std::string summary(const Plan& plan);

/// The summary, then every change in the order in which it would run, with its causes and, unless `brief`, its steps
/// and what they wait for. Names are escaped; no colours. Ends with a line break.
std::string print_text(const Plan& plan, bool brief = false);

/// One object: project, command, summary, changes, steps, warnings. Contents of files and values of secret-looking
/// variables are not in it. Ends with a line break.
std::string print_json(const Plan& plan);

}  // namespace berth::plan
