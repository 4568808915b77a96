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

bool restarts(const engine_api::ContainerInspect& inspect) {
  const auto& policy = inspect.host.restart_policy.name;
  return !policy.empty() && policy != "no";
}

/// What the engine's own stop does, but to the millisecond.
asio::awaitable<void> stop_by_signals(engine::Engine& engine, engine_api::ContainerInspect inspect, Nanoseconds grace) {
  const auto& own = inspect.config.stop_signal;
  const bool told = co_await signal(engine, inspect.id, own.empty() ? usual_signal : own);
  if (!told) co_return;
  const bool ended = co_await ends_within(engine, inspect.id, std::chrono::ceil<std::chrono::milliseconds>(grace));
  if (ended) co_return;
  const bool killed = co_await signal(engine, inspect.id, "SIGKILL");
  if (!killed) co_return;
  const engine::Deadline deadline{30s};
  co_await engine.wait_container(inspect.id, engine::WaitCondition::not_running, deadline);
}

asio::awaitable<void> stop_by_engine(engine::Engine& engine, std::string id, std::optional<Nanoseconds> grace) {
  engine::StopOptions options;
  if (grace) options.timeout = std::chrono::ceil<std::chrono::seconds>(*grace).count();
  co_await engine.stop_container(std::move(id), std::move(options));
}

asio::awaitable<void> stop(engine::Engine& engine, std::string id, std::optional<Nanoseconds> grace) {
  const auto can = co_await engine.capabilities();
  if (!grace && !can.default_stop_timeout) grace = usual_grace;
  const bool forever = grace && *grace < Nanoseconds::zero();
  const bool whole = grace && *grace == std::chrono::floor<std::chrono::seconds>(*grace);
  if (grace && !forever && !whole) {
    auto inspect = co_await engine.inspect_container(id);
    if (can.kill_ends_restarts || !restarts(inspect)) {
      co_await stop_by_signals(engine, std::move(inspect), *grace);
      co_return;
    }
  }
  co_await stop_by_engine(engine, std::move(id), grace);
}

}  // namespace

asio::awaitable<void> stop_container(engine::Engine& engine, std::string id, std::optional<Nanoseconds> grace) {
  try {
    co_await stop(engine, std::move(id), grace);
  } catch (const engine::EngineError& error) {
    if (error.kind() != ErrorKind::not_found) throw;
  }
}

}  // namespace berth::lifecycle
