// `berth pull`: fetch the images of services.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_pull_command(Command& root, Context& context);

}  // namespace berth::cli
