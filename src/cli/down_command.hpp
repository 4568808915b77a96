// `berth down`: stop and remove what `up` made.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_down_command(Command& root, Context& context);

}  // namespace berth::cli
