#include "cli/key_terminal.hpp"

#include <termios.h>
#include <unistd.h>

namespace berth::cli {

struct KeyTerminal::Settings {
  termios value{};
  bool known = false;
};

KeyTerminal::KeyTerminal() : before_(std::make_unique<Settings>()) {
  before_->known = ::tcgetattr(STDIN_FILENO, &before_->value) == 0;
  if (!before_->known) return;
  auto keys = before_->value;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
}

KeyTerminal::~KeyTerminal() {
  if (before_->known) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_->value);
}

bool may_take_keys() {
  const auto front = ::tcgetpgrp(STDIN_FILENO);  // -1: nobody's terminal, so that nobody is in its background
  return ::isatty(STDIN_FILENO) == 1 && (front == -1 || front == ::getpgrp());
}

}  // namespace berth::cli
