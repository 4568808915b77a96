// Files of the host that change, below any number of folders. inotify only says where to look: what counts is the
// difference to what was there before, so nothing is told twice, and what inotify lost is found all the same.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "lifecycle/inotify.hpp"
#include "lifecycle/watch_rules.hpp"

namespace berth::lifecycle {

class FolderWatch {
 public:
  /// Whether anybody asks for the path or, if it is a folder, for something below it; of others nothing is read.
  using Wanted = std::function<bool(const std::string& path, bool is_folder)>;

  FolderWatch(const boost::asio::any_io_executor& executor, Wanted wanted)
      : inotify_(executor), wanted_(std::move(wanted)) {}

  /// A file, or a folder with all below it; symbolic links are told and not followed. It may come later, and it may go
  /// and come again. What is there now is told as made by the next changes(). Throws berth::Error when there are too
  /// many folders.
  void add(const std::string& root);

  /// Waits until something happened to a path that is wanted.
  boost::asio::awaitable<void> wait();

  /// What is different from the last call, sorted by path.
  std::vector<FileChange> changes();
  /// All that was there at the last call of changes().
  [[nodiscard]] std::vector<FileChange> present() const;

  /// As if the system had lost events: everything is looked at again.
  void look_again();

 private:
  /// How a file that was written since is told apart.
  struct Stamp {
    std::uint32_t mode = 0;
    std::int64_t modified = 0;  // nanoseconds; the rest is 0 for folders, whose content is told by itself
    std::int64_t size = 0;
    std::uint64_t inode = 0;

    bool operator==(const Stamp&) const = default;
  };
  using Stamps = std::map<std::string, Stamp>;

  static bool stamp_of(const std::string& path, Stamp& stamp);
  [[nodiscard]] bool covered(const std::string& path) const;
  bool handle(const InotifyEvent& event);
  bool handle_lost(const std::string& folder);
  bool note(const std::string& path, bool is_folder);
  bool watch_folder(const std::string& folder);
  void forget(const std::string& folder);
  void settle(const std::string& root);
  void scan(const std::string& folder);
  void tell_gone(Stamps::iterator known, std::vector<FileChange>& out);

  Inotify inotify_;
  Wanted wanted_;
  std::set<std::string> roots_;
  std::map<int, std::string> folders_;  // by watch
  std::map<std::string, int> watches_;  // by folder
  Stamps stamps_;
  std::set<std::string> touched_;
};

}  // namespace berth::lifecycle
