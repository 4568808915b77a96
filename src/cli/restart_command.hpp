// `berth restart`: restart containers in place.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_restart_command(Command& root, Context& context);

}  // namespace berth::cli
