// `berth plan`: what `up` would do and why, changing nothing.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_plan_command(Command& root, Context& context);

}  // namespace berth::cli
