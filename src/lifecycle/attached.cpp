#include "lifecycle/attached.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "engine_api/time.hpp"
#include "lifecycle/event_hub.hpp"
#include "lifecycle/interrupt.hpp"
#include "lifecycle/kill.hpp"
#include "lifecycle/log_follower.hpp"
#include "lifecycle/started_container.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;
using Degree = Interrupt::Degree;

/// For the last lines after everything was stopped: a terminal that takes nothing must not hold up the end.
constexpr auto last_words = 2s;

class AttachedRun final : public AttachedControl {
 public:
  AttachedRun(const plan::Plan& plan, const compose::Project& project, engine::Engine& engine, EventHub& hub,
              EventSink& sink, AttachedOptions options, const asio::any_io_executor& executor)
      : plan_(plan),
        project_(project),
        engine_(engine),
        hub_(hub),
        sink_(sink),
        options_(std::move(options)),
        started_(started_by(plan)),
        wakeup_(executor) {}

  awaitable<AttachedResult> run(LogSink& logs, std::vector<LogTarget> targets);

  awaitable<Outcome> execute(const plan::Plan& plan, const compose::Project& project) override;
  void hold_open(bool open) override {
    held_open_ = open;
    wakeup_.notify();
  }
  void detach() override {
    if (!end_) end_ = AttachedEnd::detached;
    wakeup_.notify();
  }

 private:
  struct Watched {
    Resource resource;
    bool runs = true;
  };
  /// To be looked at: it ended with the code, or nobody knows what happened while the events were cut off.
  struct Exit {
    std::string id;
    std::optional<std::int64_t> code;
  };

  // Joining containers.
  awaitable<void> join_running(std::vector<LogTarget> targets);
  awaitable<void> before_start(const Resource& resource, const std::string& id);
  void after_start(const Resource& resource, const std::string& id);
  [[nodiscard]] bool shown(const Resource& resource) const { return options_.services.contains(resource.service); }
  EventHub::Listener listener();

  // Until the end.
  awaitable<void> run_plan();
  awaitable<void> stay(TaskGroup& tasks);
  awaitable<void> tell_exits();
  awaitable<void> tell_exit(const Exit& exit);
  void judge_exit(const Resource& resource, std::int64_t code);
  [[nodiscard]] bool over();

  // After it.
  awaitable<void> stop(TaskGroup& tasks);
  awaitable<void> run_stop();
  awaitable<void> drain(TaskGroup& tasks);
  awaitable<void> wait_for_streams();
  void check() const;
  awaitable<void> read_exit_code();

  const plan::Plan& plan_;
  const compose::Project& project_;
  engine::Engine& engine_;
  EventHub& hub_;
  EventSink& sink_;
  AttachedOptions options_;
  std::map<std::string, StartedContainer> started_;
  Wakeup wakeup_;
  std::optional<LogFollower> follower_;
  std::exception_ptr broken_;

  std::map<std::string, LogTarget> joining_;  // by id, between the two hooks
  std::map<std::string, LogStart> joining_from_;
  std::map<std::string, std::unique_ptr<engine::AttachedStream>> unreadable_;
  std::size_t next_index_ = 0;

  std::map<std::string, Watched> watched_;  // by id
  std::deque<Exit> exits_;
  std::optional<AttachedEnd> end_;
  bool plan_done_ = false;
  bool companion_begun_ = false;
  bool held_open_ = false;  // by the companion
  bool stop_done_ = false;
  bool drained_ = false;
  Interrupt only_abandon_;  // for the stop: the first wish is what brought us there
  AttachedResult result_;
};

EventHub::Listener AttachedRun::listener() {
  EventHub::Listener listener;
  listener.on_event = [this](const engine_api::Event& event) {
    if (event.type == engine_api::EventType::resumed) {
      for (const auto& [id, watched] : watched_) exits_.push_back({id, std::nullopt});
      wakeup_.notify();
      return;
    }
    const auto found = watched_.find(event.actor);
    if (found == watched_.end()) return;
    if (event.action == "start") found->second.runs = true;
    if (event.action == "destroy") found->second.runs = false;
    if (event.action == "die") exits_.push_back({event.actor, event.exit_code.value_or(0)});
    wakeup_.notify();
  };
  listener.on_broken = [this](const std::exception_ptr& problem) {
    broken_ = problem;
    wakeup_.notify();
  };
  return listener;
}

/// Those that the plan leaves alone, as far as they run.
awaitable<void> AttachedRun::join_running(std::vector<LogTarget> targets) {
  const auto touched = touched_by(plan_);
  for (auto& target : targets) {
    next_index_ = std::max(next_index_, target.source.index + 1);
    if (touched.contains(target.id)) continue;
    const auto inspect = co_await engine_.inspect_container(target.id);
    if (!inspect.state.running) continue;
    const Resource resource{ResourceKind::container, target.source.container, target.source.service};
    watched_[target.id] = {resource, true};
    target.tty = inspect.config.tty;
    if (shown(resource)) follower_->add(std::move(target), LogStart{0, {}});
  }
}

awaitable<void> AttachedRun::before_start(const Resource& resource, const std::string& id) {
  if (!shown(resource) || watched_.contains(id)) co_return;  // the follower sees by itself that one starts again
  auto facts = started_[resource.name];
  LogStart start;
  if (facts.existed) {
    const auto inspect = co_await engine_.inspect_container(id);
    facts.tty = inspect.config.tty;
    facts.readable = inspect.host.log_config.type != "none";
    if (inspect.state.finished_at) start.since = engine_api::format_unix(*inspect.state.finished_at);
  }
  LogTarget target;
  target.id = id;
  target.tty = facts.tty;
  target.source = {next_index_++, resource.name, resource.service, facts.number};
  if (!facts.readable) {
    engine::AttachOptions options;
    options.tty = facts.tty;
    unreadable_[id] = co_await engine_.attach_container(id, std::move(options));
  }
  joining_[id] = std::move(target);
  joining_from_[id] = std::move(start);
}

void AttachedRun::after_start(const Resource& resource, const std::string& id) {
  watched_.try_emplace(id, Watched{resource, true});
  const auto target = joining_.extract(id);
  const auto start = joining_from_.extract(id);
  const auto stream = unreadable_.extract(id);
  if (target.empty()) return;
  if (stream.empty()) {
    follower_->add(std::move(target.mapped()), std::move(start.mapped()));
  } else {
    follower_->add(std::move(target.mapped()), std::move(stream.mapped()));
  }
}

awaitable<Outcome> AttachedRun::execute(const plan::Plan& plan, const compose::Project& project) {
  for (auto& [name, facts] : started_by(plan)) started_[name] = facts;
  auto options = options_.execute;
  options.before_start = [this](const Resource& resource, const std::string& id) { return before_start(resource, id); };
  options.after_start = [this](const Resource& resource, const std::string& id) { after_start(resource, id); };
  auto outcome = co_await lifecycle::execute(plan, project, engine_, hub_, sink_, std::move(options));
  co_return outcome;
}

awaitable<void> AttachedRun::run_plan() {
  result_.outcome = co_await execute(plan_, project_);
  plan_done_ = true;
  wakeup_.notify();
}

awaitable<void> AttachedRun::tell_exits() {
  while (!exits_.empty()) {
    const auto exit = exits_.front();
    exits_.pop_front();
    co_await tell_exit(exit);
  }
}

awaitable<void> AttachedRun::tell_exit(const Exit& exit) {
  auto& watched = watched_.at(exit.id);
  const bool ran = std::exchange(watched.runs, false);
  bool restarting = false;
  auto code = exit.code;
  try {
    const auto inspect = co_await engine_.inspect_container(exit.id);
    restarting = inspect.state.restarting || inspect.state.status == engine_api::ContainerStatus::restarting;
    watched.runs = inspect.state.running || restarting;
    if (!code && ran && !watched.runs) code = inspect.state.exit_code;
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;
  }
  if (code) sink_.emit(ContainerExited{watched.resource, *code, restarting});
  if (code && !watched.runs) judge_exit(watched.resource, *code);
}

void AttachedRun::judge_exit(const Resource& resource, std::int64_t code) {
  if (end_) return;
  if (options_.abort_on_exit) end_ = AttachedEnd::container_exited;
  if (options_.abort_on_failure && code != 0) end_ = AttachedEnd::container_failed;
  if (!end_) return;
  result_.exit_code = code;
  result_.container = resource.name;
}

bool AttachedRun::over() {
  if (options_.execute.interrupt->requested()) {
    result_.exit_code = 0;
    end_ = AttachedEnd::interrupted;
  }
  if (!plan_done_) return false;  // the executor drops what is under way by itself
  if (!end_ && !result_.outcome.complete()) end_ = AttachedEnd::failed;
  const auto runs = [](const auto& watched) { return watched.second.runs; };
  if (!end_ && !held_open_ && std::ranges::none_of(watched_, runs)) end_ = AttachedEnd::all_exited;
  const bool waits = held_open_ && end_ != AttachedEnd::detached;
  if (waits && options_.execute.interrupt->degree() != Degree::abandon) return false;
  return end_.has_value();
}

awaitable<void> AttachedRun::stay(TaskGroup& tasks) {
  tasks.spawn(run_plan());
  for (;;) {
    co_await tell_exits();
    check();
    const bool begins = plan_done_ && options_.companion && result_.outcome.complete();
    if (begins && !std::exchange(companion_begun_, true)) tasks.spawn(options_.companion(*this));
    if (over()) co_return;
    co_await wakeup_.wait();
  }
}

awaitable<void> AttachedRun::run_stop() {
  const auto plan = co_await options_.plan_stop();
  auto options = options_.execute;
  options.interrupt = &only_abandon_;
  options.before_start = nullptr;
  options.after_start = nullptr;
  result_.stop = co_await lifecycle::execute(plan, project_, engine_, hub_, sink_, std::move(options));
  stop_done_ = true;
  wakeup_.notify();
}

/// Stops the project; only a second wish ends the stop.
awaitable<void> AttachedRun::stop(TaskGroup& tasks) {
  auto& wish = *options_.execute.interrupt;
  const auto subscription = wish.subscribe([this](Degree degree) {
    if (degree == Degree::abandon) only_abandon_.request(degree);
    wakeup_.notify();
  });
  const auto stopping = tasks.spawn(run_stop());
  while (!stop_done_) {
    co_await tell_exits();
    if (wish.degree() == Degree::abandon) break;
    if (broken_) std::rethrow_exception(broken_);
    co_await wakeup_.wait();
  }
  if (wish.degree() != Degree::abandon) co_return;
  end_ = AttachedEnd::killed;
  tasks.cancel(stopping);
  co_await kill_project(engine_, sink_, project_.name);
}

awaitable<void> AttachedRun::wait_for_streams() {
  co_await follower_->all_ended();
  drained_ = true;
  wakeup_.notify();
}

/// The last lines. After an interrupt they are waited for a little only.
awaitable<void> AttachedRun::drain(TaskGroup& tasks) {
  tasks.spawn(wait_for_streams());
  auto& wish = *options_.execute.interrupt;
  std::optional<Clock::time_point> give_up;
  while (!drained_) {
    if (wish.requested() && !give_up) give_up = Clock::now() + last_words;
    if (give_up && Clock::now() >= *give_up) break;
    check();
    co_await wakeup_.wait(give_up);
  }
}

/// Throws when there is no point in going on.
void AttachedRun::check() const {
  if (broken_) std::rethrow_exception(broken_);
  if (follower_->failure()) std::rethrow_exception(follower_->failure());
}

awaitable<void> AttachedRun::read_exit_code() {
  for (const auto& [id, watched] : watched_) {
    if (watched.resource.service != options_.exit_code_from) continue;
    const auto inspect = co_await engine_.inspect_container(id);
    result_.exit_code = inspect.state.exit_code;
    co_return;
  }
}

awaitable<AttachedResult> AttachedRun::run(LogSink& logs, std::vector<LogTarget> targets) {
  co_await hub_.open();
  const auto events = hub_.listen({}, listener());
  const auto wishes = options_.execute.interrupt->subscribe([this](Degree) { wakeup_.notify(); });
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    follower_.emplace(engine_, hub_, logs, tasks, [this] { wakeup_.notify(); });
    co_await join_running(std::move(targets));
    co_await stay(tasks);
    if (*end_ == AttachedEnd::detached) co_return;
    const bool stops = *end_ != AttachedEnd::all_exited && *end_ != AttachedEnd::failed;
    if (stops) co_await stop(tasks);
    if (*end_ != AttachedEnd::failed && *end_ != AttachedEnd::killed) co_await drain(tasks);
    co_await tell_exits();
  });
  const bool wanted = !options_.exit_code_from.empty() && end_ != AttachedEnd::failed;
  if (wanted) co_await read_exit_code();
  result_.end = *end_;
  co_return std::move(result_);
}

}  // namespace

awaitable<AttachedResult> run_attached(const plan::Plan& plan, const compose::Project& project, engine::Engine& engine,
                                       EventHub& hub, EventSink& sink, LogSink& logs, std::vector<LogTarget> targets,
                                       AttachedOptions options) {
  const auto executor = co_await asio::this_coro::executor;
  AttachedRun run(plan, project, engine, hub, sink, std::move(options), executor);
  auto result = co_await run.run(logs, std::move(targets));
  co_return result;
}

}  // namespace berth::lifecycle
