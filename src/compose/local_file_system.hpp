// The disk of this machine.
#pragma once

#include <string>

#include "compose/file_system.hpp"

namespace berth::compose {

class LocalFileSystem final : public FileSystem {
 public:
  /// An empty working directory means that of the process.
  explicit LocalFileSystem(std::string working_directory = {});

  [[nodiscard]] FileKind kind(const std::string& path) const override;
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<std::string> read_named(const std::string& path, std::size_t limit) const override;
  [[nodiscard]] Result<std::string> read_standard_input(std::size_t limit) const override;
  [[nodiscard]] std::string working_directory() const override { return working_directory_; }
  [[nodiscard]] std::string home() const override;
  [[nodiscard]] std::string real_path(const std::string& path) const override;

 private:
  std::string working_directory_;
};

}  // namespace berth::compose
