// Files of this host that containers get to see.
#pragma once

#include "base/diagnostic.hpp"
#include "compose/project.hpp"

namespace berth::cli {

/// Files of configs and secrets that are not there, and bind mounts without `create_host_path` whose source is missing:
/// some engines would make an empty folder of each in silence.
Diagnostics check_host_files(const compose::Project& project);

}  // namespace berth::cli
