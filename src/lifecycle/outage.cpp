#include "lifecycle/outage.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<bool> wait_for_engine(engine::Engine& engine, std::chrono::milliseconds patience) {
  const auto executor = co_await asio::this_coro::executor;
  Wakeup clock(executor);
  const auto give_up = Clock::now() + patience;
  std::chrono::milliseconds pause = 100ms;
  while (Clock::now() < give_up) {
    co_await clock.wait(Clock::now() + pause);
    try {
      const engine::Deadline soon{2s};
      co_await engine.ping(soon);
      co_return true;
    } catch (const engine::EngineError&) {
      pause = std::min<std::chrono::milliseconds>(pause * 2, 2s);  // still away
    }
  }
  co_return false;
}

}  // namespace berth::lifecycle
