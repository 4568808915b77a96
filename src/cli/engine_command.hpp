// `berth engine`: the engine that Berth talks to.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_engine_command(Command& root, Context& context);

}  // namespace berth::cli
