// Runs a coroutine to its end on a loop of its own.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "lifecycle/events.hpp"

namespace berth::test {

/// Fails the test when the task does not end within 10 s.
inline void run_task(boost::asio::io_context& loop, std::function<boost::asio::awaitable<void>()> task) {
  std::exception_ptr problem;
  bool ended = false;
  boost::asio::co_spawn(loop, task, [&](const std::exception_ptr& thrown) {
    problem = thrown;
    ended = true;
    loop.stop();
  });
  loop.restart();
  loop.run_for(std::chrono::seconds(10));
  if (problem) std::rethrow_exception(problem);
  if (!ended) throw std::runtime_error("the task did not end");
}

/// Keeps what was emitted.
class RecordingSink final : public lifecycle::EventSink {
 public:
  void emit(const lifecycle::Event& event) override {
    events.push_back(event);
    if (on_event) on_event(event);
  }

  template <typename T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& event : events) {
      if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

  std::vector<lifecycle::Event> events;
  std::function<void(const lifecycle::Event&)> on_event;
};

}  // namespace berth::test
