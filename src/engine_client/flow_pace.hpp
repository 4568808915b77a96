// When to read a stream of output again; does no I/O.
// Docker sends each line of a log as a chunk of its own, so who reads as soon as something is there pays a system call
// or three for each line. Once bytes flow steadily it is worth letting some of them gather first.
#pragma once

#include <chrono>
#include <cstddef>

namespace berth::engine {

/// Reads at once until several reads in a row were small and had hardly to wait; then it lets `gathering` pass before
/// each read, until one has to wait again: the flow has ended. So a lone line is never late, and nothing ticks while
/// nothing flows.
class FlowPace {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds gathering{2};
  static constexpr std::size_t large_read = 8 * 1024;  ///< bytes; more are there already, or will be after the work
  static constexpr int steady_reads = 4;

  [[nodiscard]] bool steady() const { return quick_reads_ >= steady_reads; }
  /// Let `gathering` pass before the next read.
  [[nodiscard]] bool gathers() const { return steady() && !last_was_large_; }

  /// A read that began (after gathering) and ended at these times and brought so many bytes.
  void note_read(Clock::time_point began, Clock::time_point ended, std::size_t bytes) {
    const bool quick = ended - began < gathering;
    quick_reads_ = quick ? (quick_reads_ < steady_reads ? quick_reads_ + 1 : steady_reads) : 0;
    last_was_large_ = bytes >= large_read;
  }

 private:
  int quick_reads_ = 0;  // in a row, counted up to steady_reads
  bool last_was_large_ = false;
};

}  // namespace berth::engine
