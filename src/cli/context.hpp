// What every command works with: the global options, the process environment and the terminal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/render.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "compose/silence.hpp"

namespace berth::cli {

/// How progress is shown on standard error (--progress, COMPOSE_PROGRESS).
enum class ProgressMode { tty, plain, json, quiet };

/// Thrown after the problem was shown already: only the exit code is left to tell.
struct Reported {
  int exit_code = 1;
};

class Context {
 public:
  GlobalOptions options;
  std::string command;             ///< as it was typed: "berth up -d"
  bool as_docker_compose = false;  ///< called by that name: who calls reads what Docker Compose would say
  SourceFiles files;               ///< those of the load: places in messages are places in them
  compose::Silence silence;        ///< warnings that nobody wants to hear
  bool redact = false;             ///< problems are told without what may be secret: no lines are quoted

  /// A variable of the process environment.
  [[nodiscard]] std::optional<std::string> environment(const char* name) const;

  /// Whether a variable is set to 1, t, true, y, yes or on, in any case.
  [[nodiscard]] bool flag(const char* name) const;

  /// Whether the stream takes escape sequences: --ansi, NO_COLOR, TERM=dumb, then whether it is a terminal.
  [[nodiscard]] bool colour(Stream stream) const;

  /// `auto` is a moving display on a terminal and plain lines elsewhere.
  [[nodiscard]] ProgressMode progress_mode() const;

  /// --error-format json
  [[nodiscard]] bool json_errors() const { return options.error_format == "json"; }

  /// One problem on standard error, as --error-format says.
  void tell(const Diagnostic& diagnostic) const;
  void tell(const Error& error) const;
  /// All that are not silenced, by their places, which are returned. Of more than people can read only the first are
  /// shown as text, and how many there are.
  std::vector<Diagnostic> tell(const Diagnostics& diagnostics) const;

  /// The same. Throws Reported when there are errors.
  void show(const Diagnostics& diagnostics) const;

  /// A warning that has no place, unless it is silenced.
  void warn(Code code, std::string message, std::string hint = {}) const;

 private:
  [[nodiscard]] TextRenderer text_renderer() const;
  void tell(const Diagnostic& diagnostic, TextRenderer& text) const;
};

}  // namespace berth::cli
