#include "cli/input_modes.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::cli {

/// Puts them back at its end.
struct InputSettings {
  InputSettings() : known(::tcgetattr(STDIN_FILENO, &value) == 0) {}
  InputSettings(const InputSettings&) = delete;
  InputSettings& operator=(const InputSettings&) = delete;
  ~InputSettings() {
    if (known) ::tcsetattr(STDIN_FILENO, TCSANOW, &value);
  }

  termios value{};
  bool known;
};

RawTerminal::RawTerminal() : before_(std::make_unique<InputSettings>()) {
  if (!before_->known) throw Error(fmt::format("the terminal cannot be used: {}", std::strerror(errno)));
  auto raw = before_->value;
  ::cfmakeraw(&raw);
  // The engine's terminal makes "\r\n" of its lines already; what Berth itself says meanwhile needs no more.
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

RawTerminal::~RawTerminal() = default;

KeyTerminal::KeyTerminal() : before_(std::make_unique<InputSettings>()) {
  if (!before_->known) return;
  auto keys = before_->value;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
}

KeyTerminal::~KeyTerminal() = default;

bool input_is_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

bool may_take_keys() {
  const auto front = ::tcgetpgrp(STDIN_FILENO);  // -1: nobody's terminal, so that nobody is in its background
  return input_is_terminal() && (front == -1 || front == ::getpgrp());
}

}  // namespace berth::cli
