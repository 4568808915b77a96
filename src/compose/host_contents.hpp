// Files of this host whose bytes go to the engine, instead of a mount of them.
#pragma once

#include "base/diagnostic.hpp"
#include "compose/file_system.hpp"
#include "compose/project.hpp"

namespace berth::compose {

/// Reads into the project: seccomp profiles that security_opt names, and the files of configs and secrets that a
/// service wants with an owner or mode of its own (FileReference::copied). Where such a copy cannot be put (read_only,
/// a mount over its place) the file is mounted as it is, with a warning. Codes: missing-file, unreadable-file,
/// invalid-value, ignored-attribute.
Diagnostics read_host_contents(Project& project, const FileSystem& disk);

}  // namespace berth::compose
