// How a container ends: told by the engine's events, so that one that is removed at once is not missed.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {

/// Listens from its making on. The hub has to be open by then.
class ExitWatch {
 public:
  ExitWatch(engine::Engine& engine, EventHub& hub, const boost::asio::any_io_executor& executor, std::string id);

  /// Waits for the end. Where events were lost the container itself is asked. Throws EngineError when the engine is
  /// gone.
  boost::asio::awaitable<std::int64_t> exit_code();

  /// Waits until the engine has removed it, which it does by itself when it was told so (AutoRemove): then its name is
  /// free. Not for ever: an engine that cannot remove it does not tell.
  boost::asio::awaitable<void> removed();

 private:
  boost::asio::awaitable<std::optional<std::int64_t>> look();

  engine::Engine& engine_;
  std::string id_;
  Wakeup news_;
  std::optional<std::int64_t> code_;
  bool look_again_ = false;
  bool removed_ = false;
  std::exception_ptr broken_;
  EventHub::Subscription subscription_;
};

}  // namespace berth::lifecycle
