// `berth scale`: change the number of containers of services.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_scale_command(Command& root, Context& context);

}  // namespace berth::cli
