// The one event subscription of a command, shared out to those who wait.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_api/event.hpp"
#include "engine_client/engine.hpp"

namespace berth::lifecycle {

/// Opened before the first start, so that nothing is missed. A dropped subscription is taken up again by the engine
/// client, and every listener is told so (EventType::resumed) to look again by itself. One thread.
class EventHub {
 public:
  struct Listener {
    /// An event of the container, or `resumed`.
    std::function<void(const engine_api::Event&)> on_event;
    /// The subscription is gone for good (EngineError); nothing follows.
    std::function<void(std::exception_ptr)> on_broken;
  };

  /// Events of the containers of a project; an empty project means all containers.
  EventHub(engine::Engine& engine, const std::string& project);
  /// Those that the filters let through.
  EventHub(engine::Engine& engine, engine_api::Filters filters);
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;
  ~EventHub();

  /// Subscribes when that has not been done yet. Any number of callers at once.
  boost::asio::awaitable<void> open();

  /// Unsubscribes when it is destroyed. May outlive the hub.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&& other) noexcept = default;
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription();

   private:
    friend class EventHub;
    std::weak_ptr<void> state_;
    std::size_t key_ = 0;
  };

  /// `container`: an id (of what the events are about); the empty text listens to all. After a break on_broken is
  /// called at once.
  [[nodiscard]] Subscription listen(std::string container, Listener listener);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace berth::lifecycle
