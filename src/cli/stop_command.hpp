// `berth stop`: stop containers, keep them.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_stop_command(Command& root, Context& context);

}  // namespace berth::cli
