#include "lifecycle/folder_watch.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/inotify.h>
#include <sys/stat.h>

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

std::string parent_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

std::string join(const std::string& folder, const std::string& name) {
  return folder == "/" ? folder + name : folder + "/" + name;
}

bool is_folder_here(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Of an ordered map: those whose path lies below the folder.
template <typename Map>
auto range_below(Map& map, const std::string& folder) {
  auto first = map.lower_bound(folder + "/");
  auto last = first;
  while (last != map.end() && below(last->first, folder)) ++last;
  return std::pair(first, last);
}

}  // namespace

bool FolderWatch::stamp_of(const std::string& path, Stamp& stamp) {
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return false;
  stamp = Stamp{};
  stamp.mode = status.st_mode;
  if (S_ISDIR(status.st_mode)) return true;
  stamp.modified = status.st_mtim.tv_sec * nanoseconds + status.st_mtim.tv_nsec;
  stamp.size = status.st_size;
  stamp.inode = status.st_ino;
  return true;
}

bool FolderWatch::covered(const std::string& path) const {
  for (auto at = path; !at.empty(); at = parent_of(at)) {
    if (roots_.contains(at)) return true;
    if (at == "/") break;
  }
  return false;
}

void FolderWatch::add(const std::string& root) {
  roots_.insert(root);
  settle(root);
}

/// Watches the root, or where it will come.
void FolderWatch::settle(const std::string& root) {
  touched_.insert(root);
  if (is_folder_here(root)) return scan(root);
  for (auto folder = parent_of(root);; folder = parent_of(folder)) {
    if (watch_folder(folder) || folder == "/" || folder.empty()) break;
  }
  if (is_folder_here(root)) settle(root);  // it came meanwhile
}

bool FolderWatch::watch_folder(const std::string& folder) {
  const int watch = inotify_.add(folder);
  if (watch < 0) return false;
  // The same folder under a name that it had before: what is told of it from now on is told of this one.
  if (const auto known = folders_.find(watch); known != folders_.end()) watches_.erase(known->second);
  folders_[watch] = folder;
  watches_[folder] = watch;
  return true;
}

/// First the watch and then the look: what is made in between is seen by either.
void FolderWatch::scan(const std::string& top) {
  std::vector<std::string> left{top};
  while (!left.empty()) {
    const auto folder = std::move(left.back());
    left.pop_back();
    if (!watch_folder(folder)) continue;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      std::error_code unknown;
      const bool is_folder = fs::is_directory(entry.symlink_status(unknown));
      auto path = join(folder, entry.path().filename().string());
      if (note(path, is_folder) && is_folder) left.push_back(std::move(path));
    }
  }
}

/// It is another folder's or nobody's from now on, with all below it.
void FolderWatch::forget(const std::string& folder) {
  const auto drop = [this](auto first, auto last) {
    for (auto each = first; each != last; ++each) {
      inotify_.remove(each->second);
      folders_.erase(each->second);
    }
    watches_.erase(first, last);
  };
  const auto [first, last] = range_below(watches_, folder);
  drop(first, last);
  if (const auto own = watches_.find(folder); own != watches_.end()) drop(own, std::next(own));
  const auto [known, end] = range_below(stamps_, folder);
  for (auto each = known; each != end; ++each) touched_.insert(each->first);
}

/// Will be looked at, if somebody asks for it.
bool FolderWatch::note(const std::string& path, bool is_folder) {
  if (!covered(path) || !wanted_(path, is_folder)) return false;
  touched_.insert(path);
  return true;
}

bool FolderWatch::handle_lost(const std::string& folder) {
  bool matters = false;
  std::vector<std::string> waiting;
  for (const auto& root : roots_) {
    if (below(root, folder)) waiting.push_back(root);
  }
  if (waiting.empty()) return false;  // its own folder tells what became of it
  forget(folder);
  for (const auto& root : waiting) {
    touched_.insert(root);
    settle(root);
    matters = true;
  }
  return matters;
}

/// Whether it was about something that is wanted.
bool FolderWatch::handle(const InotifyEvent& event) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {
    look_again();
    return true;
  }
  const auto known = folders_.find(event.watch);
  if (known == folders_.end()) return false;
  const auto folder = known->second;
  if ((event.mask & IN_IGNORED) != 0) {
    if (const auto own = watches_.find(folder); own != watches_.end() && own->second == event.watch)
      watches_.erase(own);
    folders_.erase(known);
    return false;
  }
  if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0) return handle_lost(folder);
  if (event.name.empty()) return false;
  const auto path = join(folder, event.name);
  const bool is_folder = (event.mask & IN_ISDIR) != 0;
  bool matters = note(path, is_folder);
  if (is_folder && (event.mask & (IN_MOVED_FROM | IN_DELETE)) != 0) forget(path);
  if (is_folder && matters && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0) scan(path);
  for (const auto& root : roots_) {
    const bool on_the_way = root != folder && below(root, path) && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
    if (!on_the_way || watches_.contains(root)) continue;
    settle(root);
    matters = true;
  }
  return matters;
}

boost::asio::awaitable<void> FolderWatch::wait() {
  for (bool matters = false; !matters;) {
    const auto events = co_await inotify_.read();
    for (const auto& event : events) matters = handle(event) || matters;
  }
}

void FolderWatch::look_again() {
  for (const auto& [path, stamp] : stamps_) touched_.insert(path);
  for (const auto& root : roots_) settle(root);
}

/// With all that was known below it.
void FolderWatch::tell_gone(Stamps::iterator known, std::vector<FileChange>& out) {
  const auto path = known->first;
  out.push_back({path, true, S_ISDIR(known->second.mode)});
  const auto [first, last] = range_below(stamps_, path);
  for (auto each = first; each != last; ++each) out.push_back({each->first, true, S_ISDIR(each->second.mode)});
  stamps_.erase(first, last);
  stamps_.erase(path);
}

std::vector<FileChange> FolderWatch::changes() {
  std::vector<FileChange> out;
  const auto touched = std::exchange(touched_, {});
  for (const auto& path : touched) {
    Stamp now;
    const auto known = stamps_.find(path);
    if (!stamp_of(path, now)) {
      if (known != stamps_.end()) tell_gone(known, out);
      continue;
    }
    if (known != stamps_.end() && known->second == now) continue;
    const bool other_kind = known != stamps_.end() && S_ISDIR(known->second.mode) != S_ISDIR(now.mode);
    if (other_kind) tell_gone(known, out);
    stamps_[path] = now;
    out.push_back({path, false, S_ISDIR(now.mode)});
  }
  return out;
}

std::vector<FileChange> FolderWatch::present() const {
  std::vector<FileChange> out;
  for (const auto& [path, stamp] : stamps_) out.push_back({path, false, S_ISDIR(stamp.mode)});
  return out;
}

}  // namespace berth::lifecycle
