// `berth config`: the project as Berth reads it.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_config_command(Command& root, Context& context);

}  // namespace berth::cli
