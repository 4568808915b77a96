// `berth logs`: what the containers wrote.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_logs_command(Command& root, Context& context);

}  // namespace berth::cli
