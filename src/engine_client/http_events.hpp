// The stream of events over HTTP, taken up again when it breaks.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "engine_client/api_caller.hpp"
#include "engine_client/event_cursor.hpp"
#include "engine_client/http_streams.hpp"

namespace berth::engine {

/// Either open (objects_) or broken, which next() mends. An engine may hold back the head of its reply until the first
/// event (Podman does), so opening does not wait for it; events from the subscription on are told all the same, because
/// it asks for those since its own moment.
class HttpEventStream final : public EventStream {
 public:
  HttpEventStream(ApiCaller& caller, engine_api::Filters filters, engine_api::TimePoint since,
                  std::optional<engine_api::TimePoint> until, std::chrono::milliseconds patience)
      : caller_(caller), filters_(std::move(filters)), cursor_(since), until_(until), patience_(patience) {}

  /// Asks the engine for events until a later time than they are told: for engines that tell nothing of a time that is
  /// past when the request comes.
  void ask_until(engine_api::TimePoint time) { asked_until_ = time; }

  /// Sends the request. Called once, before next().
  awaitable<void> subscribe();
  awaitable<engine_api::Event> next() override;

 private:
  [[nodiscard]] Call call() const;
  awaitable<void> open();
  awaitable<engine_api::Event> read();
  awaitable<void> pause();
  void note_failure(const EngineError& failure);

  ApiCaller& caller_;
  engine_api::Filters filters_;
  EventCursor cursor_;
  std::optional<engine_api::TimePoint> until_;
  std::optional<engine_api::TimePoint> asked_until_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<HttpObjects> objects_;
  std::optional<std::chrono::steady_clock::time_point> broken_since_;  // the first failure since the last event
  std::chrono::milliseconds pause_{0};                                 // before the next attempt
};

}  // namespace berth::engine
