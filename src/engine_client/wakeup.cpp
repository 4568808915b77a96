#include "engine_client/wakeup.hpp"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace berth::engine {

namespace asio = boost::asio;

struct Wakeup::State {
  explicit State(const asio::any_io_executor& executor) : timer(executor) {}

  asio::steady_timer timer;
  bool notified = false;
};

Wakeup::Wakeup(const asio::any_io_executor& executor) : state_(std::make_unique<State>(executor)) {}

Wakeup::~Wakeup() = default;

void Wakeup::notify() {
  state_->notified = true;
  state_->timer.cancel();
}

asio::awaitable<void> Wakeup::wait(std::optional<std::chrono::steady_clock::time_point> until) {
  if (std::exchange(state_->notified, false)) co_return;
  state_->timer.expires_at(until.value_or(std::chrono::steady_clock::time_point::max()));
  boost::system::error_code why;  // notify() and a cancellation both end the wait with operation_aborted
  co_await state_->timer.async_wait(asio::redirect_error(asio::use_awaitable, why));
  state_->notified = false;
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  if (throws && cancellation.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error(asio::error::operation_aborted);
  }
}

}  // namespace berth::engine
