// Writes to standard output and error without ever blocking the event loop.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "cli/terminal.hpp"

namespace berth::cli {

/// A thread of its own does the writing, since a standard stream may be anything: a terminal, a pipe that nobody reads,
/// a file. At most some hundred KiB wait; then room() suspends. Destroying it gives up what was not flushed, so a
/// reader who does not read can never hold up the end of the command.
class OutputWriter {
 public:
  explicit OutputWriter(const boost::asio::any_io_executor& executor);
  OutputWriter(const OutputWriter&) = delete;
  OutputWriter& operator=(const OutputWriter&) = delete;
  ~OutputWriter();

  /// In the order of the calls, of both streams. Nothing happens after a failure, which flush() throws.
  void write(Stream stream, std::string_view text);

  /// Waits until there is room for more.
  boost::asio::awaitable<void> room();

  /// Waits until everything is written. Throws berth::Error when that failed.
  boost::asio::awaitable<void> flush();

 private:
  struct State;  // shared with the thread, which may outlive this object in a write that never returns
  std::shared_ptr<State> state_;
};

}  // namespace berth::cli
