// Writes log lines to standard output without ever blocking the event loop.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "lifecycle/logs.hpp"
#include "ui/log_line.hpp"

namespace berth::cli {

/// A thread of its own does the writing, since standard output may be anything: a terminal, a pipe that nobody reads, a
/// file. At most some hundred KiB wait; then room() suspends. Destroying it gives up what was not flushed, so a reader
/// who does not read can never hold up the end of the command.
class LogWriter final : public lifecycle::LogSink {
 public:
  LogWriter(const boost::asio::any_io_executor& executor, ui::LogFormatter formatter);
  ~LogWriter() override;

  void write(const lifecycle::LogLine& line) override;
  boost::asio::awaitable<void> room() override;

  /// The end of a container as a line of the stream.
  void write_exit(const lifecycle::ContainerExited& exited);
  /// See ui::LogFormatter::expect.
  void expect(std::string_view container) { formatter_.expect(container); }

  /// Waits until everything is written. Throws berth::Error when that failed.
  boost::asio::awaitable<void> flush();

 private:
  struct State;  // shared with the thread, which may outlive this object in a write that never returns

  ui::LogFormatter formatter_;
  std::string batch_;  // lines that the thread was not told of yet
  std::shared_ptr<State> state_;
};

}  // namespace berth::cli
