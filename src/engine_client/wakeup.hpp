// A coroutine's alarm clock: sleeps until somebody has news for it, or until a time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>

namespace berth::engine {

/// News that came while nobody waited is not lost: the next wait() returns at once. One waiter at a time, one thread.
class Wakeup {
 public:
  explicit Wakeup(const boost::asio::any_io_executor& executor);
  ~Wakeup();

  void notify();
  /// Without a time: only notify() ends it. A cancelled wait throws operation_aborted, unless the coroutine has turned
  /// that off (this_coro::throw_if_cancelled): then it returns.
  boost::asio::awaitable<void> wait(std::optional<std::chrono::steady_clock::time_point> until = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::engine
