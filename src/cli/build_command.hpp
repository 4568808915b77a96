// `berth build`: build the images of services.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_build_command(Command& root, Context& context);

}  // namespace berth::cli
