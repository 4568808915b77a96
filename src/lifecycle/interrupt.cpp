#include "lifecycle/interrupt.hpp"

#include <utility>
#include <vector>

namespace berth::lifecycle {

void Interrupt::request(Degree degree) {
  if (degree <= degree_) return;
  degree_ = degree;
  // A handler may unsubscribe others while it runs, so each is looked for again before its call.
  std::vector<const Handler*> waiting;
  for (const auto& handler : handlers_) waiting.push_back(&handler);
  for (const auto* candidate : waiting) {
    for (const auto& handler : handlers_) {
      if (&handler != candidate) continue;
      const auto call = handler;
      call(degree);
      break;
    }
  }
}

Interrupt::Subscription Interrupt::subscribe(Handler handler) {
  const auto position = handlers_.insert(handlers_.end(), std::move(handler));
  if (requested()) {
    const auto call = *position;
    call(degree_);
  }
  return {*this, position};
}

Interrupt::Subscription::Subscription(Subscription&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), position_(other.position_) {}

Interrupt::Subscription& Interrupt::Subscription::operator=(Subscription&& other) noexcept {
  std::swap(owner_, other.owner_);
  std::swap(position_, other.position_);
  return *this;
}

Interrupt::Subscription::~Subscription() {
  if (owner_ != nullptr) owner_->handlers_.erase(position_);
}

}  // namespace berth::lifecycle
