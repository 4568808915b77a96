// From the chunks of a container's output to lines with timestamps, and the memory of where a stream was.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "lifecycle/events.hpp"

namespace berth::lifecycle {

/// Where a container's log has been read to. A stream that is opened again "since" the last timestamp repeats the lines
/// that carry it, so their number is kept as well.
class LogCursor {
 public:
  /// Is this the next new line? false: it was told before the stream was opened again.
  bool advance(std::string_view timestamp);
  /// Call before the stream is opened again.
  void reopen();
  /// RFC 3339 with nanoseconds; empty: from the start.
  [[nodiscard]] const std::string& since() const { return last_; }

 private:
  std::string last_;
  std::uint64_t seen_ = 0;     // lines with the timestamp last_
  std::uint64_t to_skip_ = 0;  // of those, still to be repeated
  bool resuming_ = false;
};

/// Cuts one channel of a stream that was asked for with timestamps ("2026-01-02T03:04:05.123456789Z text\n") into
/// lines. Keeps at most `longest_log_line` bytes.
class LogAssembler {
 public:
  using Take = std::function<void(std::string_view timestamp, std::string_view text, bool continued)>;

  /// `timestamps`: the stream was asked for with them; attached streams have none.
  explicit LogAssembler(bool timestamps = true) : timestamps_(timestamps) {}

  /// Calls `take` for every line that ends in `bytes`, or gets too long. `frame_start`: the engine's frame begins here,
  /// so a timestamp in the middle of a line is the engine's (see engine::OutputChunk).
  void add(std::string_view bytes, bool frame_start, const Take& take);
  /// What is left at the end of the stream, as a line.
  void finish(const Take& take);

 private:
  [[nodiscard]] bool in_line() const { return in_pieces_ || !rest_.empty(); }
  std::string_view take_repeated_timestamp(std::string_view bytes);
  std::string_view take_timestamp(std::string_view line);
  void end_line(std::string_view line, const Take& take);

  bool timestamps_;
  std::string rest_;       // the beginning of a line
  std::string frame_;      // the beginning of a frame, as long as its timestamp may be cut
  std::string timestamp_;  // of the line being told
  bool in_pieces_ = false;
};

}  // namespace berth::lifecycle
