#include "engine_client/http_events.hpp"

#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine_api/time.hpp"

namespace berth::engine {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto first_pause = 20ms;
constexpr auto longest_pause = 1000ms;

bool worth_another_try(const EngineError& error) {
  return error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::timeout;
}

}  // namespace

Call HttpEventStream::call() const {
  Call call;
  call.path = "/events";
  call.query.add("since", engine_api::format_unix(cursor_.since()));
  if (const auto until = asked_until_ ? asked_until_ : until_) call.query.add("until", engine_api::format_unix(*until));
  if (!filters_.empty()) call.query.add("filters", engine_api::encode(filters_));
  return call;
}

awaitable<void> HttpEventStream::open() {
  auto request = call();
  auto label = request.label();
  auto reply = co_await caller_.post(std::move(request));
  objects_ = std::make_unique<HttpObjects>(std::move(reply), std::move(label), caller_.address());
}

awaitable<void> HttpEventStream::subscribe() {
  return open();
}

/// The next event that is new.
awaitable<engine_api::Event> HttpEventStream::read() {
  co_await objects_->receive_head(caller_);
  for (;;) {
    const auto object = co_await objects_->next();
    if (!object && until_) co_return engine_api::Event{.type = engine_api::EventType::ended};
    if (!object) throw EngineError({ErrorKind::unavailable, call().label(), 0, "the stream of events broke off"});
    broken_since_.reset();
    auto event = decode_reply(call().label(), *object, engine_api::decode_event);
    if (until_ && event.time > *until_) co_return engine_api::Event{.type = engine_api::EventType::ended};
    if (cursor_.accept(event)) co_return event;
  }
}

awaitable<void> HttpEventStream::pause() {
  boost::asio::steady_timer timer(caller_.executor());
  timer.expires_after(pause_);
  pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, longest_pause);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

/// Throws `failure` when it is final or the patience is at its end.
void HttpEventStream::note_failure(const EngineError& failure) {
  objects_.reset();
  if (!worth_another_try(failure)) throw failure;
  if (!broken_since_) {
    broken_since_ = Clock::now();
    pause_ = first_pause;
  }
  if (Clock::now() - *broken_since_ > patience_) throw failure;
}

awaitable<engine_api::Event> HttpEventStream::next() {
  for (;;) {
    std::optional<EngineError> failure;
    try {
      if (objects_ != nullptr) {
        auto event = co_await read();
        co_return event;
      }
      co_await open();
      engine_api::Event resumed;
      resumed.type = engine_api::EventType::resumed;
      co_return resumed;
    } catch (const EngineError& error) {
      failure = error;
    }
    note_failure(*failure);
    co_await pause();
  }
}

}  // namespace berth::engine
