#include "lifecycle/stop.hpp"

#include <utility>

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using engine::ErrorKind;

/// The engine's default (Engine API, ContainerConfig StopSignal).
constexpr auto usual_signal = "SIGTERM";

/// Engine API, ContainerConfig StopTimeout: what is meant when nothing is said.
constexpr auto usual_grace = 10s;

/// false: it does not run (any more).
asio::awaitable<bool> signal(engine::Engine& engine, std::string id, std::string name) {
  try {
    co_await engine.kill_container(std::move(id), std::move(name));
  } catch (const engine::EngineError& error) {
    if (error.kind() == ErrorKind::conflict || error.kind() == ErrorKind::not_found) co_return false;
    throw;
  }
  co_return true;
}

/// false: it still runs after that time.
asio::awaitable<bool> ends_within(engine::Engine& engine, std::string id, std::chrono::milliseconds time) {
  try {
    const engine::Deadline deadline{time};
    co_await engine.wait_container(std::move(id), engine::WaitCondition::not_running, deadline);
  } catch (const engine::EngineError& error) {
    if (error.kind() == ErrorKind::timeout) co_return false;
    if (error.kind() != ErrorKind::not_found) throw;
  }
  co_return true;
}

/// What the engine's own stop does, but to the millisecond, and open to a kill in between.
asio::awaitable<void> stop_by_signals(engine::Engine& engine, std::string id, Nanoseconds grace) {
  const auto inspect = co_await engine.inspect_container(id);
  const auto& own = inspect.config.stop_signal;
  const bool told = co_await signal(engine, id, own.empty() ? usual_signal : own);
  if (!told) co_return;
  const bool ended = co_await ends_within(engine, id, std::chrono::ceil<std::chrono::milliseconds>(grace));
  if (ended) co_return;
  const bool killed = co_await signal(engine, id, "SIGKILL");
  if (!killed) co_return;
  const engine::Deadline deadline{30s};
  co_await engine.wait_container(id, engine::WaitCondition::not_running, deadline);
}

}  // namespace

asio::awaitable<void> stop_container(engine::Engine& engine, std::string id, std::optional<Nanoseconds> grace) {
  const auto capabilities = co_await engine.capabilities();
  if (!grace && !capabilities.default_stop_timeout) grace = usual_grace;
  const auto seconds = grace ? std::chrono::floor<std::chrono::seconds>(*grace) : std::chrono::seconds(0);
  const bool whole = !grace || *grace == seconds;
  try {
    const bool forever = grace && *grace < Nanoseconds::zero();
    if (grace && !forever && (!whole || !capabilities.kill_during_stop)) {
      co_await stop_by_signals(engine, std::move(id), *grace);
    } else {
      engine::StopOptions options;
      if (grace) options.timeout = seconds.count();
      co_await engine.stop_container(std::move(id), std::move(options));
    }
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::not_found) throw;
  }
}

}  // namespace berth::lifecycle
