// Where a stream of events has got to, so that it can be taken up again without a gap or a repetition; does no I/O.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "engine_api/event.hpp"

namespace berth::engine {

class EventCursor {
 public:
  /// `start`: events from then on count.
  explicit EventCursor(engine_api::TimePoint start) : start_(start) {}

  /// false for an event that has been accepted before. Engines repeat those of the moment that they resume from.
  bool accept(const engine_api::Event& event);

  /// What to ask for next time: a little before the latest event, because engines tell events of the same moment in
  /// any order.
  [[nodiscard]] engine_api::TimePoint since() const;

 private:
  struct Seen {
    engine_api::TimePoint time;
    std::uint64_t fingerprint = 0;
  };

  void forget_old();

  engine_api::TimePoint start_;
  std::optional<engine_api::TimePoint> latest_;
  std::deque<Seen> seen_;  // those that may be repeated: since() and later
};

}  // namespace berth::engine
