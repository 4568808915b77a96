#include "dns/feed.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <set>
#include <string_view>

#include "dns/engine_host.hpp"
#include "lifecycle/outage.hpp"
#include "lifecycle/task_group.hpp"
#include "plan/labels.hpp"

namespace berth::dns {
namespace {

namespace asio = boost::asio;
using engine_api::EventType;

constexpr std::size_t looks_at_once = 8;

/// Podman filters by its own names. Networks' own events name the container in an attribute.
engine_api::Filters interesting() {
  return {{"type", {"container", "network"}},
          {"event",
           {"start", "die", "died", "destroy", "remove", "health_status", "pause", "unpause", "rename", "connect",
            "disconnect"}}};
}

bool is_gone(const engine::EngineError& error) {
  return error.kind() == engine::ErrorKind::not_found;
}

/// Calls `visit` for each id, some at a time.
asio::awaitable<void> visit_all(std::vector<std::string> ids, std::function<asio::awaitable<void>(std::string)> visit) {
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    std::size_t next = 0;
    const auto worker = [&]() -> asio::awaitable<void> {
      while (next < ids.size()) {
        auto id = ids[next++];
        co_await visit(std::move(id));
      }
    };
    for (std::size_t i = 0; i < std::min(looks_at_once, ids.size()); ++i) tasks.spawn(worker());
    co_await tasks.join();
  });
}

}  // namespace

void Feed::tell() {
  telling_ = false;
  std::vector<InstanceChange> changes;
  changes.reserve(untold_.size());
  for (auto& [id, before] : untold_) {
    const auto known = known_.find(id);
    auto after = known == known_.end() ? nullptr : known->second;
    if (before != after) changes.push_back({std::move(before), std::move(after)});
  }
  untold_.clear();
  on_change_(changes);
}

asio::awaitable<void> Feed::tell_soon() {
  tell();
  co_return;
}

/// `now`: none when it is gone.
void Feed::set(const std::string& id, InstancePointer now) {
  const auto known = known_.find(id);
  auto before = known == known_.end() ? nullptr : known->second;
  if (before == now || (before && now && *before == *now)) return;
  untold_.try_emplace(id, std::move(before));
  if (now) {
    known_.insert_or_assign(id, std::move(now));
  } else {
    known_.erase(known);
  }
  if (tasks_ == nullptr || !told_all_ || telling_) return;
  telling_ = true;
  tasks_->spawn(tell_soon());  // after the events that are there already
}

/// None: it is gone, or no container of a service.
asio::awaitable<InstancePointer> Feed::inspect(std::string id) {
  try {
    const auto container = co_await engine_.inspect_container(id);
    // A network that is newer than what was known of this host has made an interface of its own.
    const bool unknown = std::ranges::any_of(container.networks, [&](const auto& network) {
      return !network.second.gateway.empty() && !is_own_(network.second.gateway);
    });
    if (unknown) is_own_ = own_addresses();
    auto instance = instance_of(container, is_own_, remote_);
    if (!instance) co_return nullptr;
    if (instance->health == Health::starting && !checks_run_) instance->health = Health::none;
    co_return std::make_shared<const Instance>(std::move(*instance));
  } catch (const engine::EngineError& error) {
    if (!is_gone(error)) throw;
  }
  co_return nullptr;
}

asio::awaitable<std::set<std::string>> Feed::ids_of_all() {
  const auto containers = co_await engine_.list_containers({{"label", {plan::label::project}}}, true);
  std::set<std::string> ids;
  for (const auto& container : containers) ids.insert(container.id);
  co_return ids;
}

asio::awaitable<void> Feed::look_at_all() {
  is_own_ = own_addresses();
  remote_ = remote_host(engine_.address());
  const auto capabilities = co_await engine_.capabilities();
  checks_run_ = capabilities.runs_health_checks;
  auto ids = co_await ids_of_all();
  std::vector<std::string> gone;
  for (const auto& [id, instance] : known_) {
    if (!ids.contains(id)) gone.push_back(id);
  }
  for (const auto& id : gone) set(id, nullptr);
  co_await visit_all({ids.begin(), ids.end()}, [this](std::string id) -> asio::awaitable<void> {
    auto instance = co_await inspect(id);
    set(id, std::move(instance));
  });
  told_all_ = true;
  tell();
}

/// Events go on meanwhile: a look that one of them has overtaken is made again.
asio::awaitable<void> Feed::look_at_wanted() {
  while (!wanted_.empty()) {
    const auto id = std::move(wanted_.front());
    wanted_.pop_front();
    for (bool again = true; again;) {
      looked_at_[id] = false;
      auto instance = co_await inspect(id);
      again = looked_at_[id];
      if (!again) set(id, std::move(instance));
    }
    looked_at_.erase(id);
  }
  --lookers_;
}

void Feed::look_soon(const std::string& id) {
  if (const auto known = looked_at_.find(id); known != looked_at_.end()) {
    known->second = true;
    return;
  }
  looked_at_.emplace(id, false);
  wanted_.push_back(id);
  if (lookers_ == looks_at_once) return;
  ++lookers_;
  tasks_->spawn(look_at_wanted());
}

void Feed::answer_event(const engine_api::Event& event) {
  const auto id = event.type == EventType::network ? event.attribute("container") : event.actor;
  const auto known = known_.find(id);
  const bool ours = known != known_.end() || !event.attribute(plan::label::project).empty();
  if (id.empty() || !ours) return;
  bool all_said = event.action == "destroy" && event.type == EventType::container;
  if (all_said) {
    set(id, nullptr);
  } else if (known != known_.end()) {
    auto now = *known->second;
    all_said = apply_event(event, now);
    if (all_said) set(id, std::make_shared<const Instance>(std::move(now)));
  }
  if (!all_said || looked_at_.contains(id)) look_soon(id);
}

asio::awaitable<void> Feed::follow(engine::EventStream& events) {
  co_await look_at_all();
  for (;;) {
    const auto event = co_await events.next();
    if (event.type == EventType::resumed) {
      co_await look_at_all();
    } else {
      answer_event(event);
    }
  }
}

asio::awaitable<void> Feed::run() {
  for (;;) {
    const auto events = co_await engine_.events(interesting());
    std::exception_ptr gone;
    telling_ = false;
    wanted_.clear();
    looked_at_.clear();
    lookers_ = 0;
    try {
      co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
        tasks_ = &tasks;
        tasks.spawn(follow(*events));
        co_await tasks.join();
      });
    } catch (const engine::EngineError&) {
      gone = std::current_exception();
    }
    tasks_ = nullptr;
    const bool back = co_await lifecycle::wait_for_engine(engine_);
    if (!back) std::rethrow_exception(gone);
  }
}

std::vector<Instance> Feed::instances() const {
  std::vector<Instance> all;
  all.reserve(known_.size());
  for (const auto& [id, instance] : known_) all.push_back(*instance);
  return all;
}

void Feed::forget() {
  for (auto& [id, instance] : known_) untold_.try_emplace(id, std::move(instance));
  known_.clear();
  tell();
}

asio::awaitable<std::vector<Instance>> Feed::look(engine::Engine& engine) {
  Feed feed(engine, [](const std::vector<InstanceChange>&) {});
  co_await feed.look_at_all();
  co_return feed.instances();
}

}  // namespace berth::dns
