// Standard output and error as Berth uses them: the only place that prints.
#pragma once

#include <string>
#include <string_view>

namespace berth::cli {

/// What a stream is connected to.
struct TerminalInfo {
  bool is_terminal = false;
  std::size_t width = 80;  ///< columns; meaningless when is_terminal is false
  std::size_t height = 24;
};

enum class Stream { out = 1, error = 2 };

/// Asks the kernel each time, so that a resized window is noticed.
TerminalInfo terminal_info(Stream stream);

/// Writes everything; throws berth::Error naming the stream when the reader is gone or the disk is full.
/// A closed pipe ends the process quietly as it does for every other filter (SIGPIPE stays at its default).
void write(Stream stream, std::string_view text);

}  // namespace berth::cli
