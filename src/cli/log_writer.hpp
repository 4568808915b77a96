// Writes log lines to standard output without ever blocking the event loop.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "cli/output_writer.hpp"
#include "lifecycle/logs.hpp"
#include "ui/log_line.hpp"

namespace berth::cli {

/// See OutputWriter for what happens to a reader who does not read.
class LogWriter final : public lifecycle::LogSink {
 public:
  LogWriter(const boost::asio::any_io_executor& executor, ui::LogFormatter formatter)
      : formatter_(std::move(formatter)), output_(executor) {}

  void write(const lifecycle::LogLine& line) override;
  boost::asio::awaitable<void> room() override { return output_.room(); }

  /// The end of a container as a line of the stream.
  void write_exit(const lifecycle::ContainerExited& exited);
  /// See ui::LogFormatter::expect.
  void expect(std::string_view container) { formatter_.expect(container); }

  /// Waits until everything is written. Throws berth::Error when that failed.
  boost::asio::awaitable<void> flush() { return output_.flush(); }

 private:
  ui::LogFormatter formatter_;
  std::string text_;  // of one line; kept for its memory
  OutputWriter output_;
};

}  // namespace berth::cli
