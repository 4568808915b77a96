// `berth config`: the project as Berth reads it.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_config_command(Command& root, Context& context);

/// The old name of `config`, which the help does not show.
void add_convert_command(Command& root, Context& context);

}  // namespace berth::cli
