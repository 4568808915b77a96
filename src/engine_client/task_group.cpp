#include "engine_client/task_group.hpp"

#include <map>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "engine_client/wakeup.hpp"

namespace berth::engine {

namespace asio = boost::asio;

bool is_cancellation(const std::exception_ptr& problem) {
  try {
    std::rethrow_exception(problem);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (const std::exception&) {
    return false;
  }
}

struct TaskGroup::State {
  explicit State(const asio::any_io_executor& on) : executor(on), changed(on) {}

  void ended(Id task, const std::exception_ptr& problem) {
    if (problem && !failure && !is_cancellation(problem)) failure = problem;
    running.erase(task);
    changed.notify();
  }

  asio::any_io_executor executor;
  Wakeup changed;
  std::map<Id, asio::cancellation_signal> running;
  Id next = 0;
  std::exception_ptr failure;
};

TaskGroup::TaskGroup(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {}

TaskGroup::~TaskGroup() = default;

namespace {

/// co_spawn would run the beginning of the task before it returns, and the caller has yet to write down its id.
asio::awaitable<void> soon(asio::awaitable<void> task) {
  co_await asio::post(asio::use_awaitable);
  co_await std::move(task);
}

}  // namespace

TaskGroup::Id TaskGroup::spawn(asio::awaitable<void> task) {
  const auto id = state_->next++;
  auto& signal = state_->running[id];
  auto on_end = [state = state_, id](const std::exception_ptr& problem) { state->ended(id, problem); };
  asio::co_spawn(state_->executor, soon(std::move(task)),
                 asio::bind_cancellation_slot(signal.slot(), std::move(on_end)));
  return id;
}

void TaskGroup::cancel(Id task) {
  const auto found = state_->running.find(task);
  if (found != state_->running.end()) found->second.emit(asio::cancellation_type::terminal);
}

void TaskGroup::cancel_all() {
  for (auto& [id, signal] : state_->running) signal.emit(asio::cancellation_type::terminal);
}

std::size_t TaskGroup::running() const {
  return state_->running.size();
}

asio::any_io_executor TaskGroup::executor() const {
  return state_->executor;
}

asio::awaitable<void> TaskGroup::join() {
  while (!state_->running.empty() && !state_->failure) co_await state_->changed.wait();
  if (state_->failure) std::rethrow_exception(state_->failure);
}

asio::awaitable<void> TaskGroup::shut_down() {
  cancel_all();
  while (!state_->running.empty()) co_await state_->changed.wait();
}

asio::awaitable<void> with_tasks(std::function<asio::awaitable<void>(TaskGroup&)> body) {
  const auto executor = co_await asio::this_coro::executor;
  TaskGroup group(executor);
  std::exception_ptr problem;
  try {
    co_await body(group);
  } catch (...) {
    problem = std::current_exception();  // rethrown below, after the children have ended
  }
  // The parent may be cancelled itself: it still has to see its children end, since they use what it owns.
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await group.shut_down();
  co_await asio::this_coro::throw_if_cancelled(true);
  if (problem) std::rethrow_exception(problem);
  if (group.state_->failure) std::rethrow_exception(group.state_->failure);
}

}  // namespace berth::engine
