// inotify(7) for coroutines.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace berth::lifecycle {

/// As the kernel tells it; `mask` are the IN_ bits.
struct InotifyEvent {
  int watch = -1;
  std::uint32_t mask = 0;
  std::string name;  ///< in the watched folder; empty: the folder itself
};

class Inotify {
 public:
  /// Throws berth::Error when the user has too many of them.
  explicit Inotify(const boost::asio::any_io_executor& executor);
  Inotify(const Inotify&) = delete;
  Inotify& operator=(const Inotify&) = delete;
  ~Inotify();

  /// What happens to a folder and to what is right in it; a symbolic link is not followed. -1: there is no folder any
  /// more, or none that may be read. Throws berth::Error when there are more than the system allows.
  int add(const std::string& folder);
  void remove(int watch);

  /// Waits for events, and returns all that are there.
  boost::asio::awaitable<std::vector<InotifyEvent>> read();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace berth::lifecycle
