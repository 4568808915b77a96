// An attached `up` against an engine in memory.
#include "lifecycle/attached.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/interrupt.hpp"
#include "lifecycle/wakeup.hpp"
#include "unit/lifecycle/fake_engine.hpp"
#include "unit/lifecycle/plans.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace berth::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;
using engine_api::ContainerStatus;

namespace {

class Lines final : public LogSink {
 public:
  void write(const LogLine& line) override {
    told.push_back(line.source->container + ": " + std::string(line.text));
    if (on_line) on_line();
  }
  awaitable<void> room() override { co_return; }

  std::vector<std::string> told;
  std::function<void()> on_line;
};

struct Setting {
  boost::asio::io_context loop;
  FakeEngine engine{loop.get_executor()};
  RecordingSink sink;
  Lines lines;
  Interrupt interrupt;
  AttachedOptions options;
  std::vector<LogTarget> targets;

  Setting() {
    options.services = {"a", "b"};
    options.execute.interrupt = &interrupt;
    options.plan_stop = [this]() -> awaitable<plan::Plan> {
      PlanOf stop;
      for (const auto& [name, container] : engine.containers) {
        if (container.inspect.state.running) stop.stop(name);
      }
      co_return stop.plan;
    };
  }

  AttachedResult run(const PlanOf& steps) {
    AttachedResult result;
    compose::Project project;
    project.name = "shop";
    run_task(loop, [&]() -> awaitable<void> {
      EventHub hub(engine, "shop");
      result = co_await run_attached(steps.plan, project, engine, hub, sink, lines, targets, options);
    });
    return result;
  }

  void script(const std::string& name, Milliseconds ends_after, std::int64_t exit_code) {
    engine.scripts[name].ends_after = ends_after;
    engine.scripts[name].exit_code = exit_code;
    engine.scripts[name].writes = {"hello from " + name};
  }
};

struct TwoServices : PlanOf {
  plan::StepIndex a = create("a");
  plan::StepIndex b = create("b");
  plan::StepIndex a_start = start("a", a);
  plan::StepIndex b_start = start("b", b);
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("it stays until all have ended, and shows every line") {
  Setting at;
  at.script("a", 20ms, 0);
  at.script("b", 40ms, 5);
  const auto result = at.run(TwoServices{});
  CHECK(result.end == AttachedEnd::all_exited);
  CHECK(result.exit_code == 0);
  CHECK(result.outcome.complete());
  auto told = at.lines.told;
  std::ranges::sort(told);
  CHECK(told == Told{"a: hello from a", "b: hello from b"});
  const auto exits = at.sink.all<ContainerExited>();
  REQUIRE(exits.size() == 2);
  CHECK(exits[1].exit_code == 5);
}

TEST_CASE("lines of services that are not attached are not shown") {
  Setting at;
  at.options.services = {"b"};
  at.script("a", 20ms, 0);
  at.script("b", 20ms, 0);
  at.run(TwoServices{});
  CHECK(at.lines.told == Told{"b: hello from b"});
}

TEST_CASE("an existing container is shown from its new run on") {
  Setting at;
  at.script("a", 20ms, 0);
  auto& container = at.engine.add("a", ContainerStatus::exited);
  container.log = {"2020-01-02T03:04:05.000000000Z of an earlier run"};
  container.inspect.state.finished_at = engine_api::TimePoint(std::chrono::seconds(1'600'000'000));
  PlanOf plan;
  plan.start_existing("a");
  at.run(plan);
  CHECK(at.lines.told == Told{"a: hello from a"});
}

TEST_CASE("a running container is joined without its past") {
  Setting at;
  at.engine.add("a", ContainerStatus::running).log = {"2020-01-02T03:04:05.000000000Z of old"};
  LogTarget target;
  target.id = "id-a";
  target.source = {0, "a", "a", 1};
  at.targets = {target};
  at.script("b", 20ms, 0);
  PlanOf plan;
  plan.start("b", plan.create("b"));
  at.sink.on_event = [&](const Event& event) {
    if (std::holds_alternative<ContainerExited>(event)) at.engine.end("a", 0);
  };
  const auto result = at.run(plan);
  CHECK(result.end == AttachedEnd::all_exited);
  CHECK(at.lines.told == Told{"b: hello from b"});
}

TEST_CASE("--abort-on-container-exit stops the rest and exits with the code") {
  Setting at;
  at.options.abort_on_exit = true;
  at.script("a", 20ms, 4);
  const auto result = at.run(TwoServices{});
  CHECK(result.end == AttachedEnd::container_exited);
  CHECK(result.exit_code == 4);
  CHECK(result.container == "a");
  CHECK(at.engine.count("stop b") == 1);
  REQUIRE(result.stop);
  CHECK(result.stop->complete());
}

TEST_CASE("--abort-on-container-failure does not mind a good end") {
  Setting at;
  at.options.abort_on_failure = true;
  at.script("a", 10ms, 0);
  at.script("b", 60ms, 9);
  const auto result = at.run(TwoServices{});
  CHECK(result.end == AttachedEnd::container_failed);
  CHECK(result.exit_code == 9);
}

TEST_CASE("--exit-code-from takes the code of its service, whoever ended first") {
  Setting at;
  at.options.abort_on_exit = true;
  at.options.exit_code_from = "b";
  at.script("a", 20ms, 0);
  const auto result = at.run(TwoServices{});
  CHECK(result.exit_code == 143);
}

TEST_CASE("the first interrupt stops gracefully") {
  Setting at;
  at.engine.scripts["a"].writes = {"up"};
  at.lines.on_line = [&] { at.interrupt.request(Interrupt::Degree::finish); };
  const auto result = at.run(TwoServices{});
  CHECK(result.end == AttachedEnd::interrupted);
  CHECK(at.engine.count("stop") == 2);
  CHECK(at.engine.count("kill") == 0);
}

TEST_CASE("the second kills") {
  Setting at;
  at.engine.delays["stop"] = 5000ms;
  at.engine.scripts["a"].writes = {"up"};
  at.lines.on_line = [&] { at.interrupt.request(Interrupt::Degree::finish); };
  at.sink.on_event = [&](const Event& event) {
    const auto* started = std::get_if<StepStarted>(&event);
    if (started != nullptr && started->action == Action::stop) at.interrupt.request(Interrupt::Degree::abandon);
  };
  const auto began = Clock::now();
  const auto result = at.run(TwoServices{});
  CHECK(result.end == AttachedEnd::killed);
  CHECK(at.engine.count("kill") == 2);
  CHECK_FALSE(at.engine.containers.at("a").inspect.state.running);
  CHECK(Clock::now() - began < 2s);
}

TEST_CASE("a plan that fails ends it and leaves what runs") {
  Setting at;
  at.engine.on_call = [](const std::string& call) {
    if (call == "start b") throw engine_error(engine::ErrorKind::failed, "no such command");
  };
  const auto result = at.run(TwoServices{});
  CHECK(result.end == AttachedEnd::failed);
  CHECK(at.engine.containers.at("a").inspect.state.running);
  CHECK(at.engine.count("stop") == 0);
}

TEST_CASE("an exit while the events were cut is noticed") {
  Setting at;
  at.engine.scripts["a"].writes = {"up"};
  bool cut = false;
  at.lines.on_line = [&] {
    if (std::exchange(cut, true)) return;
    for (const auto* name : {"a", "b"}) {
      auto& state = at.engine.containers.at(name).inspect.state;
      state.running = false;
      state.status = ContainerStatus::exited;
      state.exit_code = 6;
    }
    at.engine.cut_events();
  };
  PlanOf ordered;
  const auto b = ordered.create("b");
  const auto b_start = ordered.start("b", b);
  ordered.start("a", ordered.create("a"), {{b_start, true}});
  const auto result = at.run(ordered);
  CHECK(result.end == AttachedEnd::all_exited);
  CHECK(at.sink.all<ContainerExited>().size() == 2);
}

TEST_CASE("a companion begins when the plan is done, and what it executes is shown and watched like the rest") {
  Setting at;
  at.script("a", 20ms, 0);
  at.script("c", 20ms, 0);
  at.options.services = {"a", "c"};
  PlanOf plan;
  plan.start("a", plan.create("a"));
  at.options.companion = [&](AttachedControl& control) -> awaitable<void> {
    CHECK(at.engine.position("start a") >= 0);
    control.hold_open(true);
    PlanOf more;
    more.start("c", more.create("c"));
    compose::Project project;
    project.name = "shop";
    const auto outcome = co_await control.execute(more.plan, project);
    CHECK(outcome.complete());
    control.hold_open(false);
  };
  const auto result = at.run(plan);
  CHECK(result.end == AttachedEnd::all_exited);
  auto told = at.lines.told;
  std::ranges::sort(told);
  CHECK(told == Told{"a: hello from a", "c: hello from c"});
}

TEST_CASE("held open it outlives its containers, and an interrupt waits for who holds it") {
  Setting at;
  at.script("a", 10ms, 0);
  PlanOf plan;
  plan.start("a", plan.create("a"));
  bool waited = false;
  at.options.companion = [&](AttachedControl& control) -> awaitable<void> {
    control.hold_open(true);
    Wakeup wakeup(at.loop.get_executor());
    const auto subscription = at.interrupt.subscribe([&](Interrupt::Degree) { wakeup.notify(); });
    const auto exits = [&] { return !at.sink.all<ContainerExited>().empty(); };
    while (!exits()) co_await wakeup.wait(std::chrono::steady_clock::now() + 5ms);
    at.interrupt.request(Interrupt::Degree::finish);
    co_await wakeup.wait();
    waited = true;
    control.hold_open(false);
  };
  CHECK(at.run(plan).end == AttachedEnd::interrupted);
  CHECK(waited);
}

TEST_CASE("detached it leaves the containers running") {
  Setting at;
  PlanOf plan;
  plan.start("a", plan.create("a"));
  at.options.companion = [](AttachedControl& control) -> awaitable<void> {
    control.hold_open(true);
    control.detach();
    co_return;
  };
  CHECK(at.run(plan).end == AttachedEnd::detached);
  CHECK(at.engine.count("stop a") == 0);
}
