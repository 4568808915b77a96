// The terminal as a program in a container needs it: every key goes to it, none is echoed or acted on here.
#pragma once

#include <memory>

namespace berth::cli {

/// Standard input's terminal is raw as long as this lives; it must be one.
class RawTerminal {
 public:
  RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal();

 private:
  struct Settings;
  std::unique_ptr<Settings> before_;
};

/// Whether standard input is a terminal.
bool input_is_terminal();

}  // namespace berth::cli
