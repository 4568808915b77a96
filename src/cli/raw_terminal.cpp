#include "cli/raw_terminal.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::cli {

struct RawTerminal::Settings {
  termios value{};
};

RawTerminal::RawTerminal() : before_(std::make_unique<Settings>()) {
  if (::tcgetattr(STDIN_FILENO, &before_->value) != 0)
    throw Error(fmt::format("the terminal cannot be used: {}", std::strerror(errno)));
  auto raw = before_->value;
  ::cfmakeraw(&raw);
  // The engine's terminal makes "\r\n" of its lines already; what Berth itself says meanwhile needs no more.
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

RawTerminal::~RawTerminal() {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before_->value);
}

bool input_is_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

}  // namespace berth::cli
