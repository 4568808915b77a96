// All that a load asks of the disk. Tests bring a folder that exists only in memory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace berth::compose {

enum class FileKind { missing, regular, directory, other };  // other: a device, a socket, a pipe

class FileSystem {
 public:
  static constexpr std::size_t default_limit = limits::file_bytes;

  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  FileSystem(FileSystem&&) = delete;
  FileSystem& operator=(FileSystem&&) = delete;
  virtual ~FileSystem() = default;

  /// Follows symbolic links. A path that may not be looked at counts as missing.
  [[nodiscard]] virtual FileKind kind(const std::string& path) const = 0;

  /// A regular file as a whole. Problems (one line, naming the path): missing, a directory, a device or pipe (never
  /// opened for reading), no permission, more than `limit` bytes.
  [[nodiscard]] virtual Result<std::string> read(const std::string& path, std::size_t limit = default_limit) const = 0;

  /// What the user names on the command line may also be a pipe or /dev/stdin: it is read up to its end, once.
  [[nodiscard]] virtual Result<std::string> read_named(const std::string& path,
                                                       std::size_t limit = default_limit) const = 0;

  /// Standard input up to its end, for `-f -`.
  [[nodiscard]] virtual Result<std::string> read_standard_input(std::size_t limit = default_limit) const = 0;

  /// Absolute.
  [[nodiscard]] virtual std::string working_directory() const = 0;
  /// The user's home folder; empty when unknown.
  [[nodiscard]] virtual std::string home() const = 0;
  /// The path with symbolic links resolved; the path itself when that fails.
  [[nodiscard]] virtual std::string real_path(const std::string& path) const = 0;
};

}  // namespace berth::compose
