// `berth version`.
#pragma once

#include "cli/context.hpp"

namespace berth::cli {

void add_version_command(Command& root, Context& context);

/// "Berth version v0.1.0", with a line break.
std::string version_line();

}  // namespace berth::cli
