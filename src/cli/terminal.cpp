#include "cli/terminal.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
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

void write(Stream stream, std::string_view text) {
  const int fd = static_cast<int>(stream);
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // somebody made the shared terminal non-blocking
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw Error(fmt::format("cannot write to standard {}: {}", stream == Stream::out ? "output" : "error",
                              std::strerror(errno)));
    }
  }
}

}  // namespace berth::cli
