// `berth start`: start containers that exist.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_start_command(Command& root, Context& context);

}  // namespace berth::cli
