// The files of a build context, folder before content, names in the order of their bytes: what both builders want.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine_client/ignore_rules.hpp"

namespace berth::engine {

/// A file of the host as stat(2) describes it.
struct WalkedFile {
  std::string path;           ///< relative to the root, "/" between names
  std::uint32_t mode = 0;     ///< with the type: S_IFREG …
  std::int64_t size = 0;      ///< bytes
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::string link_target;    ///< of a symbolic link

  [[nodiscard]] bool is_folder() const;
  [[nodiscard]] bool is_regular() const;
  [[nodiscard]] bool is_symlink() const;
};

/// Throws berth::Error when there is nothing, or nothing that may be looked at.
WalkedFile describe_file(const std::filesystem::path& root, const std::string& path);

/// Walks a tree while it is asked; holds the names of the folders on the way, no more.
class FolderWalk {
 public:
  /// `ignore` leaves out; of what is left only what `only` does not ignore is told, with its folders.
  FolderWalk(std::filesystem::path root, IgnoreRules ignore, IgnoreRules only = {});

  /// nullopt at the end. Throws berth::Error: something cannot be read.
  std::optional<WalkedFile> next();

 private:
  /// A folder on the way; `names` are what is left, last first.
  struct Level {
    std::string path;
    IgnoreState ignored;
    IgnoreState unwanted;
    std::vector<std::string> names;
  };

  void enter(std::string path, IgnoreState ignored, IgnoreState unwanted);
  void visit(const std::string& path);

  std::filesystem::path root_;
  IgnoreRules ignore_;
  IgnoreRules only_;
  std::vector<Level> levels_;
  std::vector<WalkedFile> ready_;   // last first
  std::vector<WalkedFile> untold_;  // folders on the way that are ignored unless something below is not
};

}  // namespace berth::engine
