// When a row of events is over: after it was quiet for a while, or when it has gone on for long enough.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace berth::lifecycle {

class QuietTime {
 public:
  using Clock = std::chrono::steady_clock;

  QuietTime(std::chrono::milliseconds quiet, std::chrono::milliseconds longest) : quiet_(quiet), longest_(longest) {}

  void note(Clock::time_point now) {
    if (!first_) first_ = now;
    last_ = now;
  }
  /// nullopt: nothing was noted since the last clear().
  [[nodiscard]] std::optional<Clock::time_point> due() const {
    if (!first_) return std::nullopt;
    return std::min(last_ + quiet_, *first_ + longest_);
  }
  [[nodiscard]] bool is_due(Clock::time_point now) const { return first_ && *due() <= now; }
  void clear() { first_.reset(); }

 private:
  std::chrono::milliseconds quiet_;
  std::chrono::milliseconds longest_;
  std::optional<Clock::time_point> first_;
  Clock::time_point last_;
};

}  // namespace berth::lifecycle
