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
  /// `sources`: all that may write, so that their prefixes line up. Names lose the "<project>-" in front.
  LogFormatter(const std::vector<lifecycle::LogSource>& sources, const std::string& project, LogFormat format);

  /// Takes in a container that came later; the prefixes of earlier lines stay as they were.
  void add(const lifecycle::LogSource& source);

  /// Appends the line with its line break to `out`.
  void append(const lifecycle::LogLine& line, std::string& out) const;

  /// "web-1 exited with code 3", a line of Berth's own in the stream.
  void append_exit(const lifecycle::ContainerExited& exited, std::string& out) const;

 private:
  void pad();

  std::string project_prefix_;
  LogFormat format_;
  std::vector<std::string> names_;     // by LogSource::index
  std::vector<std::string> prefixes_;  // padded and coloured
};

/// The text with every control sequence disarmed except colours (SGR), tabs kept.
std::string escape_but_colours(std::string_view text);

}  // namespace berth::ui
