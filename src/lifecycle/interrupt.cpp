#include "lifecycle/interrupt.hpp"

#include <utility>
#include <vector>

namespace berth::lifecycle {

Interrupt::Interrupt() : handlers_(std::make_shared<std::map<std::size_t, Handler>>()) {}

void Interrupt::request(Degree degree) {
  if (degree <= degree_) return;
  degree_ = degree;
  // A handler may unsubscribe others while it runs, so each is looked for again before its call.
  const auto handlers = handlers_;
  std::vector<std::size_t> keys;
  for (const auto& [key, handler] : *handlers) keys.push_back(key);
  for (const auto key : keys) {
    const auto found = handlers->find(key);
    if (found == handlers->end()) continue;
    const auto call = found->second;
    call(degree);
  }
}

Interrupt::Subscription Interrupt::subscribe(Handler handler) {
  Subscription subscription;
  subscription.key_ = next_key_++;
  subscription.handlers_ = handlers_;
  handlers_->emplace(subscription.key_, handler);
  if (requested()) handler(degree_);
  return subscription;
}

Interrupt::Subscription& Interrupt::Subscription::operator=(Subscription&& other) noexcept {
  std::swap(handlers_, other.handlers_);
  std::swap(key_, other.key_);
  return *this;
}

Interrupt::Subscription::~Subscription() {
  if (const auto handlers = handlers_.lock()) handlers->erase(key_);
}

}  // namespace berth::lifecycle
