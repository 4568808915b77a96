#include "lifecycle/task_group.hpp"

#include <doctest/doctest.h>

#include "lifecycle/wakeup.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth::lifecycle;
using namespace berth::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

awaitable<void> sleep_for(std::chrono::milliseconds time, const boost::asio::any_io_executor& executor) {
  Wakeup clock(executor);
  co_await clock.wait(Clock::now() + time);
}

/// Counts those that run, whatever way they end.
awaitable<void> counted(int& alive, std::chrono::milliseconds time, boost::asio::any_io_executor executor) {
  struct Alive {
    int& count;
    explicit Alive(int& of) : count(++of) {}
    ~Alive() { --count; }
  } const here(alive);
  co_await sleep_for(time, executor);
}

awaitable<void> fails(boost::asio::any_io_executor executor) {
  co_await sleep_for(5ms, executor);
  throw std::runtime_error("broken");
}

}  // namespace

TEST_CASE("tasks that still run when the body ends are cancelled and waited for") {
  boost::asio::io_context loop;
  int alive = 0;
  run_task(loop, [&]() -> awaitable<void> {
    co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
      tasks.spawn(counted(alive, 9000ms, loop.get_executor()));
      co_await sleep_for(5ms, loop.get_executor());
      CHECK(alive == 1);
    });
    CHECK(alive == 0);
  });
}

TEST_CASE("a body that throws still waits for its tasks") {
  boost::asio::io_context loop;
  int alive = 0;
  CHECK_THROWS_WITH(run_task(loop,
                             [&]() -> awaitable<void> {
                               co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
                                 tasks.spawn(counted(alive, 9000ms, loop.get_executor()));
                                 co_await fails(loop.get_executor());
                               });
                             }),
                    "broken");
  CHECK(alive == 0);
}

TEST_CASE("a task that fails ends the join") {
  boost::asio::io_context loop;
  int alive = 0;
  CHECK_THROWS_WITH(run_task(loop,
                             [&]() -> awaitable<void> {
                               co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
                                 tasks.spawn(fails(loop.get_executor()));
                                 tasks.spawn(counted(alive, 9000ms, loop.get_executor()));
                                 co_await tasks.join();
                               });
                             }),
                    "broken");
  CHECK(alive == 0);
}

TEST_CASE("cancelling one task leaves the others alone") {
  boost::asio::io_context loop;
  int alive = 0;
  run_task(loop, [&]() -> awaitable<void> {
    co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
      const auto long_one = tasks.spawn(counted(alive, 9000ms, loop.get_executor()));
      tasks.spawn(counted(alive, 20ms, loop.get_executor()));
      co_await sleep_for(5ms, loop.get_executor());
      tasks.cancel(long_one);
      co_await sleep_for(5ms, loop.get_executor());
      CHECK(alive == 1);
      co_await tasks.join();
    });
  });
}

TEST_CASE("a cancelled parent sees its children end") {
  boost::asio::io_context loop;
  int alive = 0;
  bool ended = false;
  run_task(loop, [&]() -> awaitable<void> {
    co_await with_tasks([&](TaskGroup& outer) -> awaitable<void> {
      const auto parent = outer.spawn([](auto& on, auto& count, auto& over) -> awaitable<void> {
        try {
          co_await with_tasks([&](TaskGroup& inner) -> awaitable<void> {
            inner.spawn(counted(count, 9000ms, on.get_executor()));
            co_await inner.join();
          });
        } catch (...) {
          over = count == 0;
          throw;
        }
      }(loop, alive, ended));
      co_await sleep_for(5ms, loop.get_executor());
      CHECK(alive == 1);
      outer.cancel(parent);
      co_await outer.join();
    });
  });
  CHECK(ended);
}
