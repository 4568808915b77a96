#include "engine_client/folder_walk.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, std::string_view what, int error) {
  throw Error(fmt::format("{}: {}", what, std::generic_category().message(error)), {}, path.string());
}

}  // namespace

bool WalkedFile::is_folder() const {
  return S_ISDIR(mode);
}
bool WalkedFile::is_regular() const {
  return S_ISREG(mode);
}
bool WalkedFile::is_symlink() const {
  return S_ISLNK(mode);
}

WalkedFile describe_file(const fs::path& root, const std::string& path) {
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  struct stat info {};
  if (::lstat((root / path).c_str(), &info) != 0) fail(root / path, "the file cannot be read", errno);
  WalkedFile file;
  file.path = path;
  file.mode = info.st_mode;
  file.size = S_ISREG(info.st_mode) ? info.st_size : 0;
  file.modified = info.st_mtim.tv_sec * nanoseconds + info.st_mtim.tv_nsec;
  std::error_code error;
  if (S_ISLNK(info.st_mode)) file.link_target = fs::read_symlink(root / path, error).string();
  if (error) fail(root / path, "the link cannot be read", error.value());
  return file;
}

FolderWalk::FolderWalk(fs::path root, IgnoreRules ignore, IgnoreRules only)
    : root_(std::move(root)), ignore_(std::move(ignore)), only_(std::move(only)) {
  enter({}, {}, {});
}

void FolderWalk::enter(std::string path, IgnoreState ignored, IgnoreState unwanted) {
  Level level{std::move(path), std::move(ignored), std::move(unwanted), {}};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root_ / level.path, error)) {
    level.names.push_back(entry.path().filename().string());
  }
  if (error) fail(root_ / level.path, "the folder cannot be read", error.value());
  std::sort(level.names.rbegin(), level.names.rend());
  levels_.push_back(std::move(level));
}

void FolderWalk::visit(const std::string& path) {
  const auto& level = levels_.back();
  auto ignored = ignore_.judge(path, level.ignored);
  auto unwanted = only_.judge(path, level.unwanted);
  const bool told = !ignored.ignored && !unwanted.ignored;
  const bool may_hold =
      (!ignored.ignored || ignore_.may_restore_below(path)) && (!unwanted.ignored || only_.may_restore_below(path));
  if (!told && !may_hold) return;
  auto file = describe_file(root_, path);
  const bool folder = file.is_folder();
  if (told) {
    ready_.push_back(std::move(file));
    ready_.insert(ready_.end(), std::make_move_iterator(untold_.rbegin()), std::make_move_iterator(untold_.rend()));
    untold_.clear();
  } else if (folder) {
    untold_.push_back(std::move(file));
  }
  if (folder && may_hold) enter(path, std::move(ignored), std::move(unwanted));
}

std::optional<WalkedFile> FolderWalk::next() {
  while (ready_.empty()) {
    if (levels_.empty()) return std::nullopt;
    auto& level = levels_.back();
    if (level.names.empty()) {
      if (!untold_.empty() && untold_.back().path == level.path) untold_.pop_back();
      levels_.pop_back();
      continue;
    }
    const auto name = std::move(level.names.back());
    level.names.pop_back();
    visit(level.path.empty() ? name : level.path + '/' + name);
  }
  auto file = std::move(ready_.back());
  ready_.pop_back();
  return file;
}

}  // namespace berth::engine
