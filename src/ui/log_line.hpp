// Lines of containers as `logs` and `up` print them: "web-1  | listening on 9001".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lifecycle/events.hpp"

namespace berth::ui {

struct LogFormat {
  bool prefix = true;   ///< "NAME  | " before each line
  bool colour = false;  ///< of the prefix
  bool timestamps = false;
  bool terminal = false;  ///< disarm everything but colours; a pipe gets the bytes as they are
};

class LogFormatter {
 public:
  LogFormatter(const std::string& project, LogFormat format);

  /// Makes room for this name, so that the prefixes of all lines are of one width from the first line on. Names of
  /// containers lose the "<project>-" in front.
  void expect(std::string_view container);

  /// Appends the line with its line break to `out`.
  void append(const lifecycle::LogLine& line, std::string& out);

  /// "web-1 exited with code 3", a line of Berth's own in the stream.
  void append_exit(const lifecycle::ContainerExited& exited, std::string& out) const;

 private:
  [[nodiscard]] std::string_view shown_name(std::string_view container) const;
  const std::string& prefix(const lifecycle::LogSource& source);

  std::string project_prefix_;
  LogFormat format_;
  std::size_t width_ = 0;
  std::vector<std::string> prefixes_;  // by LogSource::index, padded and coloured; made at the first line
};

/// The text with every control sequence disarmed except colours (SGR), tabs kept.
std::string escape_but_colours(std::string_view text);

}  // namespace berth::ui
