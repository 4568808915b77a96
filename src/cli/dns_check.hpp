// Which way a name goes, and whether it leads anywhere.
#pragma once

#include <string>

#include "cli/context.hpp"

namespace berth::cli {

/// Prints what the containers of `name` are, what the name server in the background and this host's resolver say, and
/// tries the ports. A name that is not below `suffix` counts as one of `project`. 0 when something can be reached.
int check_name(Context& context, const std::string& name, const std::string& suffix, const std::string& project);

}  // namespace berth::cli
