#include "engine_client/event_cursor.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>

namespace berth::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto overlap = 1s;
constexpr std::size_t remembered = 4096;  // a burst of more events than this within a second may repeat some

std::uint64_t fingerprint_of(const engine_api::Event& event) {
  return std::hash<std::string>{}(event.actor + '\n' + event.action + '\n' + event.attribute("execID") + '\n' +
                                  event.attribute("container") + '\n' + event.attribute("name"));
}

}  // namespace

bool EventCursor::accept(const engine_api::Event& event) {
  const Seen seen{event.time, fingerprint_of(event)};
  const bool known = std::any_of(seen_.begin(), seen_.end(), [&](const Seen& other) {
    return other.time == seen.time && other.fingerprint == seen.fingerprint;
  });
  if (known) return false;
  latest_ = latest_ ? std::max(*latest_, event.time) : event.time;
  seen_.push_back(seen);
  forget_old();
  return true;
}

engine_api::TimePoint EventCursor::since() const {
  return latest_ ? std::max(start_, *latest_ - overlap) : start_;
}

void EventCursor::forget_old() {
  const auto from = since();
  while (!seen_.empty() && (seen_.front().time < from || seen_.size() > remembered)) seen_.pop_front();
}

}  // namespace berth::engine
