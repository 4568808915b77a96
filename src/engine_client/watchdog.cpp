#include "engine_client/watchdog.hpp"

#include <boost/asio/steady_timer.hpp>

#include "engine_client/transport.hpp"

namespace berth::engine {

struct Watchdog::State {
  explicit State(const boost::asio::any_io_executor& executor) : timer(executor) {}

  boost::asio::steady_timer timer;
  Connection* guarded = nullptr;
  bool expired = false;
};

Watchdog::Watchdog(const boost::asio::any_io_executor& executor, std::optional<std::chrono::milliseconds> after)
    : state_(std::make_shared<State>(executor)) {
  if (!after) return;
  limit_ = *after;
  state_->timer.expires_after(*after);
  state_->timer.async_wait([state = std::weak_ptr(state_)](const boost::system::error_code& error) {
    const auto alive = state.lock();
    if (error || !alive) return;
    alive->expired = true;
    if (alive->guarded != nullptr) alive->guarded->close();
  });
}

Watchdog::~Watchdog() = default;

void Watchdog::guard(Connection& connection) {
  state_->guarded = &connection;
  if (state_->expired) connection.close();
}

void Watchdog::release() {
  state_->guarded = nullptr;
}

bool Watchdog::expired() const {
  return state_->expired;
}

}  // namespace berth::engine
