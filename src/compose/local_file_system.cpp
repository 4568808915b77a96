#include "compose/local_file_system.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace berth::compose {
namespace {

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Problem cannot_read(std::string_view path, std::string_view why, std::string hint = {}) {
  return {fmt::format("cannot read {}: {}", path, why), std::move(hint), 0, 0, {}};
}

std::string words_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return "there is no such file";
    case EACCES: return "permission denied";
    case ENXIO: return "it is not a regular file";
    default: return std::strerror(error);
  }
}

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::regular;
  return S_ISDIR(mode) ? FileKind::directory : FileKind::other;
}

/// /dev/null stands for "no file" in many projects: `env_file: ${ENV_FILE:-/dev/null}`.
bool is_null_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && major(status.st_rdev) == 1 && minor(status.st_rdev) == 3;
}

Result<std::string> read_all(int descriptor, std::string_view path, std::size_t limit) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(path, words_of(errno));
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > limit) return cannot_read(path, fmt::format("it has more than {} bytes", limit));
  }
}

}  // namespace

LocalFileSystem::LocalFileSystem(std::string working_directory) : working_directory_(std::move(working_directory)) {
  std::error_code error;
  if (working_directory_.empty()) working_directory_ = std::filesystem::current_path(error).string();
  if (working_directory_.empty()) working_directory_ = "/";
}

FileKind LocalFileSystem::kind(const std::string& path) const {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? kind_of(status.st_mode) : FileKind::missing;
}

Result<std::string> LocalFileSystem::read(const std::string& path, std::size_t limit) const {
  // Without O_NONBLOCK, opening a named pipe waits for somebody who writes.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.number() < 0) return cannot_read(path, words_of(errno));
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return cannot_read(path, words_of(errno));
  if (is_null_device(status)) return std::string();
  switch (kind_of(status.st_mode)) {
    case FileKind::regular: break;
    case FileKind::directory: return cannot_read(path, "it is a directory", "name a file in it");
    default: return cannot_read(path, "it is not a regular file");
  }
  if (static_cast<std::size_t>(status.st_size) > limit) {
    return cannot_read(path, fmt::format("it has {} bytes, at most {} are read", status.st_size, limit));
  }
  return read_all(file.number(), path, limit);
}

Result<std::string> LocalFileSystem::read_named(const std::string& path, std::size_t limit) const {
  if (kind(path) != FileKind::other) return read(path, limit);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0) return cannot_read(path, words_of(errno));
  return read_all(file.number(), path, limit);
}

Result<std::string> LocalFileSystem::read_standard_input(std::size_t limit) const {
  return read_all(STDIN_FILENO, "standard input", limit);
}

std::string LocalFileSystem::home() const {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
  struct passwd entry {};
  struct passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return entry.pw_dir;
}

std::string LocalFileSystem::real_path(const std::string& path) const {
  std::error_code error;
  const auto resolved = std::filesystem::canonical(path, error);
  return error ? path : resolved.string();
}

}  // namespace berth::compose
