#include "lifecycle/keep.hpp"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/interrupt.hpp"
#include "lifecycle/observe.hpp"
#include "lifecycle/repair_policy.hpp"
#include "lifecycle/wakeup.hpp"
#include "plan/facts.hpp"
#include "plan/make.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// One cause often makes several events, and the engine's own restart policy deserves to go first.
constexpr auto settling = 250ms;

bool may_have_broken(const engine_api::Event& event) {
  constexpr std::string_view actions[] = {"die", "destroy", "pause"};
  return event.type == engine_api::EventType::resumed || std::ranges::find(actions, event.action) != std::end(actions);
}

/// Events of networks carry no labels, so those of all networks are listened to (Engine API, GET /events).
engine_api::Filters network_losses() {
  engine_api::Filters filters;
  filters["type"] = {"network"};
  filters["event"] = {"disconnect", "destroy"};
  return filters;
}

bool restarts_by_itself(const compose::Service& service) {
  return !service.restart.empty() && service.restart != "no";
}

/// All its containers are there and have ended well.
bool has_done_its_work(const plan::Observed& observed, const compose::Service& service) {
  const auto containers = plan::containers_of(observed, service.name);
  if (restarts_by_itself(service) || static_cast<std::int64_t>(containers.size()) < compose::replicas(service))
    return false;
  return std::ranges::all_of(containers, [&](const auto* one) { return plan::has_succeeded(observed, *one); });
}

class Keeper {
 public:
  Keeper(const compose::Project& project, engine::Engine& engine, EventHub& hub, EventSink& sink, KeepOptions& options,
         const asio::any_io_executor& executor)
      : project_(project),
        engine_(engine),
        hub_(hub),
        networks_(engine, network_losses()),
        sink_(sink),
        options_(options),
        news_(executor),
        settled_(executor) {}

  asio::awaitable<void> run();

 private:
  [[nodiscard]] bool interrupted() const { return options_.execute.interrupt->requested(); }
  [[nodiscard]] EventHub::Listener listener(bool (Keeper::*matters)(const engine_api::Event&) const);
  [[nodiscard]] bool breaks_container(const engine_api::Event& event) const { return may_have_broken(event); }
  [[nodiscard]] bool breaks_network(const engine_api::Event& event) const;
  asio::awaitable<EventHub::Subscription> watch_networks();
  asio::awaitable<void> put_right();
  [[nodiscard]] plan::ServiceNames to_look_after(const plan::Observed& observed, Clock::time_point now);
  void note(const plan::Plan& plan);

  const compose::Project& project_;
  engine::Engine& engine_;
  EventHub& hub_;
  EventHub networks_;
  EventSink& sink_;
  KeepOptions& options_;
  Wakeup news_;
  Wakeup settled_;
  RepairPolicy policy_;
  std::set<std::string> told_;
  std::exception_ptr broken_;
};

bool Keeper::breaks_network(const engine_api::Event& event) const {
  if (event.type == engine_api::EventType::resumed) return true;
  const auto& name = event.attribute("name");
  return std::ranges::any_of(project_.networks, [&](const auto& entry) { return entry.second.name == name; });
}

/// Where networks tell nothing, what became of them is seen with the next event of a container.
asio::awaitable<EventHub::Subscription> Keeper::watch_networks() {
  const auto can = co_await engine_.capabilities();
  if (!can.network_events) co_return EventHub::Subscription();
  co_await networks_.open();
  co_return networks_.listen({}, listener(&Keeper::breaks_network));
}

EventHub::Listener Keeper::listener(bool (Keeper::*matters)(const engine_api::Event&) const) {
  EventHub::Listener listener;
  listener.on_event = [this, matters](const engine_api::Event& event) {
    if ((this->*matters)(event)) news_.notify();
  };
  listener.on_broken = [this](const std::exception_ptr& problem) {
    broken_ = problem;
    news_.notify();
  };
  return listener;
}

asio::awaitable<void> Keeper::run() {
  co_await hub_.open();
  const auto subscription = hub_.listen({}, listener(&Keeper::breaks_container));
  const auto network_subscription = co_await watch_networks();
  const auto interruption = options_.execute.interrupt->subscribe([this](Interrupt::Degree) {
    news_.notify();
    settled_.notify();
  });
  news_.notify();  // what broke before the subscription
  while (!interrupted()) {
    co_await news_.wait(policy_.next(Clock::now()));
    if (broken_) std::rethrow_exception(broken_);
    if (interrupted()) break;
    co_await settled_.wait(Clock::now() + settling);
    if (!interrupted()) co_await put_right();
  }
}

plan::ServiceNames Keeper::to_look_after(const plan::Observed& observed, Clock::time_point now) {
  plan::ServiceNames names;
  for (const auto& [name, service] : project_.services) {
    const auto& asked = options_.up.services;
    if (!asked.empty() && std::ranges::find(asked, name) == asked.end()) continue;
    if (policy_.given_up(name) && told_.insert(name).second && options_.on_give_up) options_.on_give_up(name);
    if (policy_.may_repair(name, now) && !has_done_its_work(observed, service)) names.push_back(name);
  }
  return names;
}

void Keeper::note(const plan::Plan& plan) {
  std::set<std::string> services;
  for (const auto& change : plan.changes) {
    const bool repairs = !change.steps.empty() && change.kind != plan::ChangeKind::wait;
    if (repairs && !change.resource.service.empty()) services.insert(change.resource.service);
  }
  for (const auto& name : services) policy_.repaired(name, Clock::now());
}

asio::awaitable<void> Keeper::put_right() {
  auto up = options_.up;
  up.no_deps = true;  // each service answers for itself; those that may not be repaired now are left out
  const auto observed = co_await observe_for_up(engine_, project_, up);
  up.services = to_look_after(observed, Clock::now());
  if (up.services.empty()) co_return;
  const auto plan = plan::make_up(project_, observed, up);
  if (plan.empty()) co_return;
  note(plan);
  if (options_.on_repair) options_.on_repair(plan);
  const auto outcome = co_await execute(plan, project_, engine_, hub_, sink_, options_.execute);
  if (!outcome.complete()) news_.notify();  // again, when the policy allows it
}

}  // namespace

asio::awaitable<void> keep(const compose::Project& project, engine::Engine& engine, EventHub& hub, EventSink& sink,
                           KeepOptions options) {
  const auto executor = co_await asio::this_coro::executor;
  Keeper keeper(project, engine, hub, sink, options, executor);
  co_await keeper.run();
}

}  // namespace berth::lifecycle
