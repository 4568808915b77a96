// A file or folder of the host as a tar stream, for `cp` into a container.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine_client/stream.hpp"

namespace berth::engine {

struct PathArchiveOptions {
  std::string name;              ///< in the place of the path's own; empty: the content of a folder without itself
  bool owners = false;           ///< with the host's user and group ids rather than 0:0
  bool follow_the_link = false;  ///< a path that is a symbolic link stands for what it points to
};

/// Throws berth::Error when there is nothing at the path.
std::unique_ptr<ByteSource> archive_of_path(const std::filesystem::path& path, PathArchiveOptions options);

}  // namespace berth::engine
