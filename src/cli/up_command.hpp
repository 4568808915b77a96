// `berth up`: create what is missing, replace what changed, start everything, stay or leave.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

/// `keep` is `up --keep`.
void add_keep_command(Command& root, Context& context);
void add_up_command(Command& root, Context& context);

}  // namespace berth::cli
