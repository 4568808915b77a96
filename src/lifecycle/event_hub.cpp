#include "lifecycle/event_hub.hpp"

#include <list>
#include <map>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"
#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using engine_api::EventType;

/// Only what gates, logs and repairs wait for: an early probe makes three exec events each time. Podman filters by its
/// own names ("died", "remove").
engine_api::Filters filters_for(const std::string& project) {
  engine_api::Filters filters;
  filters["type"] = {"container"};
  filters["event"] = {"start", "die", "died", "destroy", "remove", "health_status", "pause", "unpause", "oom"};
  if (!project.empty()) filters["label"] = {std::string(plan::label::project) + "=" + project};
  return filters;
}

enum class Phase { closed, opening, open, broken };

}  // namespace

struct EventHub::State {
  struct Entry {
    std::string container;
    Listener listener;
  };

  State(engine::Engine& from, engine_api::Filters wanted) : engine(from), filters(std::move(wanted)) {}

  asio::awaitable<void> subscribe();
  void opened(Phase now);
  void tell(const engine_api::Event& event);
  void break_off(const std::exception_ptr& problem);
  static asio::awaitable<void> pump(std::shared_ptr<State> self);

  engine::Engine& engine;
  engine_api::Filters filters;
  Phase phase = Phase::closed;
  std::exception_ptr problem;
  std::unique_ptr<engine::EventStream> stream;
  std::list<Wakeup> waiting;  // for somebody else's opening
  std::map<std::size_t, Entry> entries;
  std::size_t next_key = 0;
  asio::cancellation_signal stop;
};

asio::awaitable<void> EventHub::State::subscribe() {
  phase = Phase::opening;
  std::exception_ptr failed;
  try {
    stream = co_await engine.events(filters, std::nullopt);
  } catch (...) {
    failed = std::current_exception();  // rethrown below: whoever waits may try again
  }
  opened(failed ? Phase::closed : Phase::open);
  if (failed) std::rethrow_exception(failed);
}

void EventHub::State::opened(Phase now) {
  phase = now;
  for (auto& wakeup : waiting) wakeup.notify();
}

/// A listener may add and remove listeners while it is told.
void EventHub::State::tell(const engine_api::Event& event) {
  std::vector<std::size_t> keys;
  for (const auto& [key, entry] : entries) {
    const bool meant = event.type == EventType::resumed || entry.container.empty() || entry.container == event.actor;
    if (meant && entry.listener.on_event) keys.push_back(key);
  }
  for (const auto key : keys) {
    const auto found = entries.find(key);
    if (found == entries.end()) continue;
    const auto call = found->second.listener.on_event;
    call(event);
  }
}

void EventHub::State::break_off(const std::exception_ptr& why) {
  phase = Phase::broken;
  problem = why;
  const auto told = std::move(entries);
  entries.clear();
  for (const auto& [key, entry] : told) {
    if (entry.listener.on_broken) entry.listener.on_broken(why);
  }
}

asio::awaitable<void> EventHub::State::pump(std::shared_ptr<State> self) {
  for (;;) {
    const auto event = co_await self->stream->next();
    self->tell(event);
  }
}

EventHub::EventHub(engine::Engine& engine, const std::string& project) : EventHub(engine, filters_for(project)) {}

EventHub::EventHub(engine::Engine& engine, engine_api::Filters filters)
    : state_(std::make_shared<State>(engine, std::move(filters))) {}

EventHub::~EventHub() {
  state_->entries.clear();
  state_->stop.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> EventHub::open() {
  const auto state = state_;
  const auto executor = co_await asio::this_coro::executor;
  while (state->phase == Phase::opening) {
    const auto place = state->waiting.emplace(state->waiting.end(), executor);
    std::exception_ptr cancelled;
    try {
      co_await place->wait();
    } catch (...) {
      cancelled = std::current_exception();  // rethrown once the place in the list is given back
    }
    state->waiting.erase(place);
    if (cancelled) std::rethrow_exception(cancelled);
  }
  if (state->phase == Phase::open) co_return;
  if (state->phase == Phase::broken) std::rethrow_exception(state->problem);
  co_await state->subscribe();
  auto on_end = [state](const std::exception_ptr& problem) {
    if (problem && !is_cancellation(problem)) state->break_off(problem);
  };
  asio::co_spawn(executor, State::pump(state), asio::bind_cancellation_slot(state->stop.slot(), on_end));
}

EventHub::Subscription EventHub::listen(std::string container, Listener listener) {
  Subscription subscription;
  if (state_->phase == Phase::broken) {
    if (listener.on_broken) listener.on_broken(state_->problem);
    return subscription;
  }
  subscription.key_ = state_->next_key++;
  subscription.state_ = state_;
  state_->entries.emplace(subscription.key_, State::Entry{std::move(container), std::move(listener)});
  return subscription;
}

EventHub::Subscription& EventHub::Subscription::operator=(Subscription&& other) noexcept {
  std::swap(state_, other.state_);
  std::swap(key_, other.key_);
  return *this;
}

EventHub::Subscription::~Subscription() {
  if (const auto state = std::static_pointer_cast<EventHub::State>(state_.lock())) state->entries.erase(key_);
}

}  // namespace berth::lifecycle
