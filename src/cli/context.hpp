// What every command works with: the global options, the process environment and the terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/options.hpp"
#include "cli/terminal.hpp"

namespace berth::cli {

/// How progress is shown on standard error (--progress, COMPOSE_PROGRESS).
enum class ProgressMode { tty, plain, json, quiet };

class Context {
 public:
  GlobalOptions options;

  /// A variable of the process environment.
  [[nodiscard]] std::optional<std::string> environment(const char* name) const;

  /// Whether the stream takes escape sequences: --ansi, NO_COLOR, TERM=dumb, then whether it is a terminal.
  [[nodiscard]] bool colour(Stream stream) const;

  /// `auto` is a moving display on a terminal and plain lines elsewhere.
  [[nodiscard]] ProgressMode progress_mode() const;

  /// `berth: warning: …` on standard error, escaped.
  void warn(std::string_view message) const;
};

}  // namespace berth::cli
