// Files of the host as a tar stream: a file or folder with all that it holds (`cp`), or a list (`watch`).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine_client/file_packer.hpp"
#include "engine_client/stream.hpp"

namespace berth::engine {

struct PathArchiveOptions {
  std::string name;              ///< in the place of the path's own; empty: the content of a folder without itself
  bool owners = false;           ///< with the host's user and group ids rather than 0:0
  bool follow_the_link = false;  ///< a path that is a symbolic link stands for what it points to
};

/// Throws berth::Error when there is nothing at the path.
std::unique_ptr<ByteSource> archive_of_path(const std::filesystem::path& path, PathArchiveOptions options);

/// A file, folder or symbolic link of the host and its name in the archive.
struct ListedFile {
  std::filesystem::path path;
  std::string name;
};

/// Those of them that are there when their turn comes, in this order and without what folders hold; all of one owner.
std::unique_ptr<ByteSource> archive_of_files(std::vector<ListedFile> files, Owner owner);

}  // namespace berth::engine
