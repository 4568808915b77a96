// Where an engine may be found, as the global options and the process environment say.
#pragma once

#include "cli/context.hpp"
#include "engine_client/connect.hpp"

namespace berth::cli {

engine::Surroundings surroundings(const Context& context);

}  // namespace berth::cli
