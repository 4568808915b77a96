// Files of this host that a project needs: what builds read, and what containers get to see.
#pragma once

#include <set>
#include <string>

#include "base/diagnostic.hpp"
#include "compose/file_system.hpp"
#include "compose/project.hpp"

namespace berth::compose {

/// Files of configs and secrets that are not there, and bind mounts without `create_host_path` whose source is missing:
/// some engines would make an empty folder of each in silence. Code: missing-file.
Diagnostics check_host_files(const Project& project, const FileSystem& disk);

/// What these services are built from and is not there. Codes: missing-context, missing-dockerfile.
Diagnostics check_build_files(const Project& project, const std::set<std::string>& services, const FileSystem& disk);

}  // namespace berth::compose
