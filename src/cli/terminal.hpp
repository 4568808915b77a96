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

/// Writes everything. Throws berth::Error when standard output cannot be written (the disk is full); what standard
/// error does not take is dropped, since nobody can be told. A closed pipe ends the process quietly as it does for
/// every other filter (SIGPIPE stays at its default). A signal ends the wait for a reader of standard error who takes
/// nothing.
void write(Stream stream, std::string_view text);

/// The user wants the end: from now on readers of standard error who take nothing (a stopped terminal, a pager) are
/// waited for 2 s altogether.
void hurry();

}  // namespace berth::cli
