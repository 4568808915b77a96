// The one file with awaitable_operators: they cost a minute of compile time under the sanitizers.
#include "engine_client/timeout.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace berth::engine {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> pass(std::chrono::milliseconds time) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

/// A failure counts as an end too: the operator || would go on waiting for the timer's success.
asio::awaitable<std::exception_ptr> end_of(asio::awaitable<void> work) {
  try {
    co_await std::move(work);
  } catch (const std::exception&) {
    co_return std::current_exception();
  }
  co_return nullptr;
}

}  // namespace

asio::awaitable<bool> finish_within(asio::awaitable<void> work, std::optional<std::chrono::milliseconds> limit) {
  using namespace asio::experimental::awaitable_operators;
  if (!limit) {
    co_await std::move(work);
    co_return true;
  }
  const auto first = co_await (end_of(std::move(work)) || pass(*limit));
  const auto* failure = std::get_if<0>(&first);
  if (failure != nullptr && *failure) std::rethrow_exception(*failure);
  co_return failure != nullptr;
}

}  // namespace berth::engine
