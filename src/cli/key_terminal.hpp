// The terminal as a command needs it that answers single keys: each comes at once and is not echoed, signals and output
// stay as they are.
#pragma once

#include <memory>

namespace berth::cli {

/// As long as this lives. Standard input must be a terminal.
class KeyTerminal {
 public:
  KeyTerminal();
  KeyTerminal(const KeyTerminal&) = delete;
  KeyTerminal& operator=(const KeyTerminal&) = delete;
  ~KeyTerminal();

 private:
  struct Settings;
  std::unique_ptr<Settings> before_;
};

/// Standard input is a terminal, and this process is not in its background, where reading would stop it.
bool may_take_keys();

}  // namespace berth::cli
