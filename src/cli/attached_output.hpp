// What an attached `up` shows: progress until the containers write, then their lines with Berth's own between them.
#pragma once

#include "cli/log_writer.hpp"
#include "cli/progress_reporter.hpp"

namespace berth::cli {

/// Stands between the attached run and the two that print. A moving display and lines of containers cannot share a
/// terminal: the display ends with the first line, and what happens after it is told in the stream.
class AttachedOutput final : public lifecycle::EventSink, public lifecycle::LogSink {
 public:
  AttachedOutput(ProgressReporter& reporter, LogWriter& writer) : reporter_(reporter), writer_(writer) {}

  void emit(const lifecycle::Event& event) override;
  void write(const lifecycle::LogLine& line) override;
  boost::asio::awaitable<void> room() override { return writer_.room(); }

 private:
  ProgressReporter& reporter_;
  LogWriter& writer_;
  bool lines_have_begun_ = false;
};

}  // namespace berth::cli
