#include "lifecycle/inotify.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/inotify.h>

#include "base/error.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::uint32_t of_interest = IN_CREATE | IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO |
                                      IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF;

int open_inotify() {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor >= 0) return descriptor;
  throw Error(fmt::format("files cannot be watched: {}", std::generic_category().message(errno)),
              errno == EMFILE ? "this user has too many inotify instances: raise fs.inotify.max_user_instances" : "");
}

/// man 7 inotify: records of a fixed part and a name that is filled up with zeros.
std::vector<InotifyEvent> take_apart(const char* bytes, std::size_t size) {
  std::vector<InotifyEvent> events;
  for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
    inotify_event head{};
    std::memcpy(&head, bytes + at, sizeof(head));
    at += sizeof(head);
    const char* name = bytes + at;
    events.push_back({head.wd, head.mask, std::string(name, ::strnlen(name, head.len))});
    at += head.len;
  }
  return events;
}

}  // namespace

struct Inotify::Stream {
  explicit Stream(const boost::asio::any_io_executor& executor) : descriptor(executor, open_inotify()) {}

  boost::asio::posix::stream_descriptor descriptor;
  alignas(inotify_event) std::array<char, 64UL * 1024> buffer{};
};

Inotify::Inotify(const boost::asio::any_io_executor& executor) : stream_(std::make_unique<Stream>(executor)) {}

Inotify::~Inotify() = default;

int Inotify::add(const std::string& folder) {
  const int watch = ::inotify_add_watch(stream_->descriptor.native_handle(), folder.c_str(),
                                        of_interest | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK);
  if (watch < 0 && errno == ENOSPC) {
    throw Error("there are more folders to watch than the system allows this user",
                "leave folders out with `ignore` or .dockerignore, or raise fs.inotify.max_user_watches", folder);
  }
  return watch;
}

void Inotify::remove(int watch) {
  ::inotify_rm_watch(stream_->descriptor.native_handle(), watch);  // fails when the folder is gone: then it is removed
}

boost::asio::awaitable<std::vector<InotifyEvent>> Inotify::read() {
  auto& stream = *stream_;
  const auto count =
      co_await stream.descriptor.async_read_some(boost::asio::buffer(stream.buffer), boost::asio::use_awaitable);
  co_return take_apart(stream.buffer.data(), count);
}

}  // namespace berth::lifecycle
