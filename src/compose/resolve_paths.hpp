// Relative paths made absolute (compose-spec: paths are relative to the project directory).
#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "compose/file_system.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Applies the `path_rule` column of the table. `directory` may be relative: then the paths stay relative, seen from
/// where it is. Codes: invalid-mount.
void resolve_paths(yaml::Node& tree, const std::string& directory, const FileSystem& disk, Diagnostics& diagnostics);

/// A build context that the builder fetches itself (docker build: git and http contexts), or another service's image.
bool is_remote_context(const std::string& text);

}  // namespace berth::compose
