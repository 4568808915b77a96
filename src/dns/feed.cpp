#include "dns/feed.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>

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
  std::vector<Instance> all;
  all.reserve(known_.size());
  for (const auto& [id, instance] : known_) all.push_back(instance);
  on_change_(all);
}

/// Whether anything changed.
asio::awaitable<bool> Feed::look_at(std::string id) {
  std::optional<Instance> instance;
  try {
    auto container = co_await engine_.inspect_container(id);
    // A network that is newer than what was known of this host has made an interface of its own.
    const bool unknown = std::ranges::any_of(container.networks, [&](const auto& network) {
      return !network.second.gateway.empty() && !is_own_(network.second.gateway);
    });
    if (unknown) is_own_ = own_addresses();
    instance = instance_of(container, is_own_);
    if (instance && instance->health == Health::starting && !checks_run_) instance->health = Health::none;
    id = container.id;
  } catch (const engine::EngineError& error) {
    if (!is_gone(error)) throw;
  }
  const auto before = known_.find(id);
  if (!instance) co_return known_.erase(id) > 0;
  if (before != known_.end() && before->second == *instance) co_return false;
  known_.insert_or_assign(id, std::move(*instance));
  co_return true;
}

asio::awaitable<void> Feed::look_at_all() {
  is_own_ = own_addresses();
  const auto capabilities = co_await engine_.capabilities();
  checks_run_ = capabilities.runs_health_checks;
  const auto containers = co_await engine_.list_containers({{"label", {plan::label::project}}}, true);
  std::vector<std::string> ids;
  for (const auto& container : containers) ids.push_back(container.id);
  std::erase_if(known_, [&](const auto& entry) { return std::ranges::find(ids, entry.first) == ids.end(); });
  co_await visit_all(std::move(ids),
                     [this](std::string id) -> asio::awaitable<void> { co_await look_at(std::move(id)); });
  tell();
}

asio::awaitable<void> Feed::answer_event(engine_api::Event event) {
  if (event.type == EventType::resumed) {
    co_await look_at_all();
    co_return;
  }
  const auto id = event.type == EventType::network ? event.attribute("container") : event.actor;
  const auto known = known_.find(id);
  if (event.action == "destroy") {
    if (event.type == EventType::container && known_.erase(id) > 0) tell();
    co_return;
  }
  const bool ours = known != known_.end() || !event.attribute(plan::label::project).empty();
  if (id.empty() || !ours) co_return;
  if (known != known_.end() && apply_event(event, known->second)) {
    tell();
    co_return;
  }
  const bool changed = co_await look_at(id);
  if (changed) tell();
}

asio::awaitable<void> Feed::follow(engine::EventStream& events) {
  co_await look_at_all();
  for (;;) {
    auto event = co_await events.next();
    co_await answer_event(std::move(event));
  }
}

asio::awaitable<void> Feed::run() {
  for (;;) {
    const auto events = co_await engine_.events(interesting());
    std::exception_ptr gone;
    try {
      co_await follow(*events);
    } catch (const engine::EngineError&) {
      gone = std::current_exception();
    }
    const bool back = co_await lifecycle::wait_for_engine(engine_);
    if (!back) std::rethrow_exception(gone);
  }
}

asio::awaitable<std::vector<Instance>> Feed::look(engine::Engine& engine) {
  std::vector<Instance> all;
  Feed feed(engine, [&](const std::vector<Instance>& instances) { all = instances; });
  co_await feed.look_at_all();
  co_return all;
}

}  // namespace berth::dns
