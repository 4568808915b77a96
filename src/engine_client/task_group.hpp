// Coroutines that run at the same time and end together: nobody outlives the one who started it.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>

namespace berth::engine {

/// Made by with_tasks() only, which waits for all of them, however the body ends.
class TaskGroup {
 public:
  using Id = std::size_t;

  explicit TaskGroup(const boost::asio::any_io_executor& executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// The task begins later, never within this call.
  Id spawn(boost::asio::awaitable<void> task);
  /// The task sees operation_aborted at its next suspension. Nothing happens when it has ended.
  void cancel(Id task);
  void cancel_all();
  [[nodiscard]] std::size_t running() const;
  [[nodiscard]] boost::asio::any_io_executor executor() const;

  /// Ends when no task runs any more, or throws the first exception of one (being cancelled is none).
  boost::asio::awaitable<void> join();

 private:
  friend boost::asio::awaitable<void> with_tasks(std::function<boost::asio::awaitable<void>(TaskGroup&)> body);
  boost::asio::awaitable<void> shut_down();

  struct State;
  std::shared_ptr<State> state_;
};

/// Runs the body, then cancels what still runs and waits for it. Throws what the body threw, otherwise the first
/// exception of a task. What tasks use must live outside of the body: its own variables are gone before its tasks.
boost::asio::awaitable<void> with_tasks(std::function<boost::asio::awaitable<void>(TaskGroup&)> body);

/// Was the coroutine cancelled, rather than did something go wrong?
bool is_cancellation(const std::exception_ptr& problem);

}  // namespace berth::engine
