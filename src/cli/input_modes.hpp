// Standard input's terminal in another mode than that of lines, as long as something lives.
#pragma once

#include <memory>

namespace berth::cli {

struct InputSettings;

/// As a program in a container needs it: every key goes to it, none is echoed or acted on here. Standard input must be
/// a terminal. Throws berth::Error.
class RawTerminal {
 public:
  RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal();

 private:
  std::unique_ptr<InputSettings> before_;
};

/// As a command needs it that answers single keys: each comes at once and is not echoed, signals and output stay as
/// they are. Nothing happens where standard input is no terminal.
class KeyTerminal {
 public:
  KeyTerminal();
  KeyTerminal(const KeyTerminal&) = delete;
  KeyTerminal& operator=(const KeyTerminal&) = delete;
  ~KeyTerminal();

 private:
  std::unique_ptr<InputSettings> before_;
};

/// Whether standard input is a terminal.
bool input_is_terminal();

/// Standard input is a terminal, and this process is not in its background, where reading would stop it.
bool may_take_keys();

}  // namespace berth::cli
