// `berth ps`: the containers of the project.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_ps_command(Command& root, Context& context);

}  // namespace berth::cli
