#include "cli/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::cli {

TerminalInfo terminal_info(Stream stream) {
  const int fd = static_cast<int>(stream);
  TerminalInfo info;
  info.is_terminal = ::isatty(fd) == 1;
  winsize size{};
  if (info.is_terminal && ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    info.width = size.ws_col;
    info.height = size.ws_row;
  }
  return info;
}

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

/// Waits until the descriptor takes something. false: not within that time (-1: any), or a signal came.
bool takes_more(int fd, Milliseconds within) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, static_cast<int>(within.count())) > 0;
}

/// A descriptor of its own for what standard error is, so that not to wait is a matter of this process alone; -1 for
/// what cannot be opened a second time (a socket), or should not (a file, whose position is shared).
int open_again_without_waiting() {
  struct stat what {};
  const bool has_reader =
      ::isatty(STDERR_FILENO) == 1 || (::fstat(STDERR_FILENO, &what) == 0 && S_ISFIFO(what.st_mode));
  return has_reader ? ::open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
}

/// Standard error. Nobody can be told that it cannot be written, so what it does not take is dropped.
class Errors {
 public:
  void write(std::string_view text) {
    while (!text.empty()) {
      if (hurried() && !never_waits_ && !takes_more(fd_, 0ms) && !wait()) return;
      const auto written = ::write(fd_, text.data(), std::min(text.size(), taken_at_once));
      if (written >= 0) {
        text.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EAGAIN || !wait()) {
        return;  // also when a signal came: whoever sent it wants to go on
      }
    }
  }

  void hurry() {
    if (hurried()) return;
    patience_ = 2s;
    const int own = open_again_without_waiting();
    if (own < 0) return;
    fd_ = own;  // for the rest of the process
    never_waits_ = true;
  }

 private:
  // So much a pipe takes without waiting once it is ready (POSIX: PIPE_BUF is 512 at least).
  static constexpr std::size_t taken_at_once = 512;

  [[nodiscard]] bool hurried() const { return patience_.has_value(); }

  /// false: the patience is at its end.
  bool wait() {
    if (!hurried()) return takes_more(fd_, -1ms);
    const auto since = Clock::now();
    const bool ready = takes_more(fd_, *patience_);
    // A terminal that is ready may be held by the thread that writes the output, and then it takes nothing.
    constexpr int breath = 10;
    if (ready) ::poll(nullptr, 0, breath);
    const auto waited = std::chrono::duration_cast<Milliseconds>(Clock::now() - since);
    patience_ = std::max(*patience_ - waited, 0ms);
    return ready && *patience_ > 0ms;
  }

  int fd_ = STDERR_FILENO;
  bool never_waits_ = false;
  std::optional<Milliseconds> patience_;  ///< what is left of it, once the user wants the end
};

/// There is one of it in a process.
Errors& errors() {
  static Errors stream;
  return stream;
}

void write_output(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // somebody made the shared terminal non-blocking
      takes_more(STDOUT_FILENO, -1ms);
    } else if (errno != EINTR) {
      throw Error(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    }
  }
}

}  // namespace

void write(Stream stream, std::string_view text) {
  if (stream == Stream::error) return errors().write(text);
  write_output(text);
}

void hurry() {
  errors().hurry();
}

}  // namespace berth::cli
