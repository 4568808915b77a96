// A disk that exists only in a test.
#pragma once

#include <map>
#include <string>

#include "compose/file_system.hpp"

namespace berth::compose {

class MemoryFileSystem final : public FileSystem {
 public:
  explicit MemoryFileSystem(std::map<std::string, std::string> files, std::string working_directory = "/proj",
                            std::string standard_input = {})
      : files_(std::move(files)),
        working_directory_(std::move(working_directory)),
        standard_input_(std::move(standard_input)) {}

  /// A folder is what lies before a slash of a file's path.
  [[nodiscard]] FileKind kind(const std::string& path) const override {
    if (files_.contains(path)) return FileKind::regular;
    const auto below = files_.lower_bound(path + "/");
    const bool folder = below != files_.end() && below->first.starts_with(path + "/");
    return folder || path == working_directory_ ? FileKind::directory : FileKind::missing;
  }
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
    const auto found = files_.find(path);
    if (found == files_.end() || found->second.size() > limit) return Problem{"cannot read " + path};
    return found->second;
  }
  [[nodiscard]] Result<std::string> read_named(const std::string& path, std::size_t limit) const override {
    return read(path, limit);
  }
  [[nodiscard]] Result<std::string> read_standard_input(std::size_t /*limit*/) const override {
    return standard_input_;
  }
  [[nodiscard]] std::string working_directory() const override { return working_directory_; }
  [[nodiscard]] std::string home() const override { return "/home/me"; }
  [[nodiscard]] std::string real_path(const std::string& path) const override { return path; }

 private:
  std::map<std::string, std::string> files_;
  std::string working_directory_;
  std::string standard_input_;
};

}  // namespace berth::compose
