// The executor against an engine in memory: order, parallelism, failures, interrupts, outages.
#include "lifecycle/execute.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/interrupt.hpp"
#include "unit/lifecycle/fake_engine.hpp"
#include "unit/lifecycle/plans.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace berth::test;
using namespace std::chrono_literals;
using engine::ErrorKind;
using engine_api::ContainerStatus;

namespace {

struct Setting {
  boost::asio::io_context loop;
  FakeEngine engine{loop.get_executor()};
  RecordingSink sink;
  Interrupt interrupt;
  ExecuteOptions options;
  compose::Project project;

  Outcome run(const PlanOf& steps) {
    Outcome outcome;
    options.interrupt = &interrupt;
    run_task(loop, [&]() -> boost::asio::awaitable<void> {
      EventHub hub(engine, "shop");
      outcome = co_await execute(steps.plan, project, engine, hub, sink, options);
    });
    return outcome;
  }

  void refuse(std::string call, ErrorKind kind, std::string message) {
    engine.on_call = [=](const std::string& made) {
      if (made == call) throw engine_error(kind, message);
    };
  }
};

std::vector<StepStatus> statuses(const Outcome& outcome) {
  std::vector<StepStatus> all;
  for (const auto& step : outcome.steps) all.push_back(step.status);
  return all;
}

constexpr auto done = StepStatus::done;
constexpr auto failed = StepStatus::failed;
constexpr auto skipped = StepStatus::skipped;
constexpr auto interrupted = StepStatus::interrupted;
using Statuses = std::vector<StepStatus>;

const engine_api::HealthConfig slow_test{{"CMD", "true"}, 30s, 5s, 0s, 0s, 3};

/// db, gated by health, then app.
struct HealthyChain : PlanOf {
  plan::StepIndex net = network("shop_default");
  plan::StepIndex db = create("db", {{net, true}});
  plan::StepIndex db_start = start("db", db);
  plan::StepIndex db_gate = gate("db", plan::Condition::healthy, db_start);
  plan::StepIndex app = create("app", {{net, true}});
  plan::StepIndex app_start = start("app", app, {{db_gate, true}});
};

}  // namespace

TEST_CASE("a plan runs in its order and says so") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].ready_after = 50ms;
  const HealthyChain plan;
  const auto outcome = at.run(plan);
  CHECK(outcome.complete());
  CHECK(at.engine.position("events") < at.engine.position("start db"));
  CHECK(at.engine.position("start db") < at.engine.position("start app"));
  CHECK(at.engine.count("events") == 1);
  CHECK(at.sink.all<StepStarted>().size() == 6);
  CHECK(at.sink.all<StepFinished>().size() == 6);
  const auto end = at.sink.all<RunFinished>();
  REQUIRE(end.size() == 1);
  CHECK(end.front().done == 6);
  CHECK(std::holds_alternative<RunFinished>(at.sink.events.back()));
}

TEST_CASE("an empty plan asks the engine nothing") {
  Setting at;
  CHECK(at.run(PlanOf{}).complete());
  CHECK(at.engine.calls.empty());
}

TEST_CASE("at most so many calls at once, and a gate takes no place") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.delays["create"] = 10ms;
  at.engine.delays["start"] = 10ms;
  at.engine.scripts["db"].ready_after = 60ms;
  at.options.parallelism = 2;
  HealthyChain plan;
  for (const auto* name : {"a", "b", "c", "d", "e", "f"}) plan.start(name, plan.create(name));
  const auto outcome = at.run(plan);
  CHECK(outcome.complete());
  CHECK(at.engine.most_at_once == 2);
}

TEST_CASE("the longest way goes first") {
  Setting at;
  at.options.parallelism = 1;
  PlanOf plan;
  plan.create("alone");
  const auto first = plan.create("first");
  plan.start("first", first);
  at.run(plan);
  CHECK(at.engine.calls == std::vector<std::string>{"create first", "create alone", "start first"});
}

TEST_CASE("a failure stops what needs it and nothing else") {
  Setting at;
  at.refuse("start db", ErrorKind::failed, "no such command");
  PlanOf plan;
  const auto db = plan.create("db");
  const auto db_start = plan.start("db", db);
  const auto app = plan.create("app");
  const auto app_start = plan.start("app", app, {{db_start, true}});
  plan.hook("app", app, app_start);
  const auto other = plan.create("other");
  plan.start("other", other);
  const auto outcome = at.run(plan);
  CHECK(statuses(outcome) == Statuses{done, failed, done, skipped, skipped, done, done});
  CHECK(outcome.steps[db_start].what == "no such command");
  const auto left = at.sink.all<StepSkipped>();
  REQUIRE(left.size() == 2);
  CHECK(left.front().because.name == "db");
  CHECK(left.front().reason == SkipReason::dependency_failed);
}

TEST_CASE("a container that somebody removed needs no other name") {
  Setting at;
  PlanOf plan;
  const auto free = plan.rename("old", "old-before");
  plan.start("new", plan.create("new", {{free, true}}));
  CHECK(statuses(at.run(plan)) == Statuses{done, done, done});
}

TEST_CASE("an optional dependency that fails is a warning") {
  Setting at;
  at.refuse("start db", ErrorKind::failed, "no such command");
  PlanOf plan;
  const auto db = plan.create("db");
  const auto db_start = plan.start("db", db);
  const auto app = plan.create("app");
  plan.start("app", app, {{db_start, false}});
  const auto outcome = at.run(plan);
  CHECK(statuses(outcome) == Statuses{done, failed, done, done});
  const auto warnings = at.sink.all<Warning>();
  REQUIRE(warnings.size() == 1);
  CHECK(warnings.front().message == "goes on without container db, which is optional");
}

TEST_CASE("a gate that does not open tells why, and what it holds is not started") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].ends_after = 10ms;
  at.engine.scripts["db"].exit_code = 3;
  at.engine.scripts["db"].writes = {"bad password"};
  HealthyChain plan;
  const auto outcome = at.run(plan);
  CHECK(outcome.steps[plan.db_gate].status == failed);
  CHECK(outcome.steps[plan.db_gate].what == "container db exited (3)");
  CHECK(outcome.steps[plan.app_start].status == skipped);
  CHECK(at.engine.position("start app") == -1);
  const auto failures = at.sink.all<StepFailed>();
  REQUIRE(failures.size() == 1);
  REQUIRE(failures.front().container);
  CHECK(failures.front().container->exit_code == 3);
  REQUIRE_FALSE(failures.front().container->last_lines.empty());
}

TEST_CASE("--wait: one that ends badly while another is waited for") {
  Setting at;
  at.engine.scripts["web"].ends_after = 20ms;
  at.engine.scripts["web"].exit_code = 2;
  at.engine.delays["create slow"] = 80ms;
  PlanOf plan;
  const auto web = plan.gate("web", plan::Condition::running_or_healthy, plan.start("web", plan.create("web")));
  plan.gate("slow", plan::Condition::running_or_healthy, plan.start("slow", plan.create("slow")));
  const auto outcome = at.run(plan);
  CHECK(outcome.steps[web].status == failed);
  CHECK(outcome.steps[web].what == "container web exited (2)");
  CHECK(outcome.count(done) == 5);
}

TEST_CASE("--wait-timeout ends the gates") {
  Setting at;
  at.engine.health_test = slow_test;
  at.options.wait_timeout = 50ms;
  HealthyChain plan;
  const auto outcome = at.run(plan);
  CHECK(outcome.steps[plan.db_gate].what.starts_with("container db is not ready after"));
}

TEST_CASE("an interrupt drops waits, lets short calls end and begins nothing new") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.delays["create app"] = 100ms;
  at.sink.on_event = [&](const Event& event) {
    if (std::holds_alternative<HealthProbe>(event)) at.interrupt.request(Interrupt::Degree::finish);
  };
  HealthyChain plan;
  const auto outcome = at.run(plan);
  CHECK(outcome.interrupted);
  CHECK(statuses(outcome) == Statuses{done, done, done, interrupted, done, interrupted});
  CHECK(outcome.steps[plan.db_gate].begun);
  CHECK_FALSE(outcome.steps[plan.app_start].begun);
  CHECK(at.engine.containers.contains("app"));
}

TEST_CASE("a second interrupt drops everything") {
  Setting at;
  at.engine.delays["create app"] = 5000ms;
  at.sink.on_event = [&](const Event& event) {
    const auto* started = std::get_if<StepStarted>(&event);
    if (started != nullptr && started->resource.name == "app") {
      at.interrupt.request(Interrupt::Degree::finish);
      at.interrupt.request(Interrupt::Degree::abandon);
    }
  };
  PlanOf plan;
  plan.create("app");
  const auto began = Clock::now();
  const auto outcome = at.run(plan);
  CHECK(statuses(outcome) == Statuses{interrupted});
  CHECK(Clock::now() - began < 1s);
}

TEST_CASE("a wish that was there before") {
  Setting at;
  at.interrupt.request(Interrupt::Degree::finish);
  PlanOf plan;
  plan.create("app");
  CHECK(statuses(at.run(plan)) == Statuses{interrupted});
  CHECK(at.engine.calls.empty());
}

TEST_CASE("a lost answer: the step is done again and knows its own work") {
  Setting at;
  int losses = 1;
  at.engine.on_call = [&](const std::string& call) {
    if (call != "create app" || losses-- <= 0) return;
    at.engine.add("app", ContainerStatus::created).inspect.config.labels = PlanOf::labels("app");
    throw engine_error(ErrorKind::unavailable, "connection reset");
  };
  PlanOf plan;
  plan.start("app", plan.create("app"));
  const auto outcome = at.run(plan);
  CHECK(outcome.complete());
  CHECK(at.engine.count("create") == 2);
  CHECK(at.engine.count("ping") == 1);
  CHECK(at.sink.all<Warning>().size() == 1);
}

TEST_CASE("a name that somebody else has is an error that names the owner") {
  Setting at;
  at.engine.add("app", ContainerStatus::running).inspect.config.labels["com.docker.compose.project"] = "other";
  PlanOf plan;
  plan.create("app");
  const auto outcome = at.run(plan);
  CHECK(statuses(outcome) == Statuses{failed});
  CHECK(outcome.steps[0].hint.find("project other") != std::string::npos);
}

TEST_CASE("a name whose owner is being removed is waited for") {
  Setting at;
  auto& leaving = at.engine.add("app", ContainerStatus::removing);
  leaving.inspect.state.running = true;  // for the fake's wait
  at.engine.on_call = [&](const std::string& call) {
    if (call == "wait app") at.engine.containers.erase("app");
  };
  PlanOf plan;
  plan.create("app");
  CHECK(at.run(plan).complete());
  CHECK(at.engine.count("create") == 2);
}

TEST_CASE("a port that is taken is named with the container that has it") {
  Setting at;
  auto& holder = at.engine.add("web", ContainerStatus::running);
  holder.inspect.host.port_bindings["80/tcp"] = {{"0.0.0.0", "8080"}};
  at.refuse("start app", ErrorKind::failed, "Bind for 0.0.0.0:8080 failed: port is already allocated");
  PlanOf plan;
  plan.start("app", plan.create("app"));
  const auto outcome = at.run(plan);
  CHECK(outcome.steps[1].hint == "port 8080 is published by container web: stop it, or publish another port");
}

TEST_CASE("removing what is gone already is done") {
  Setting at;
  at.engine.add("web", ContainerStatus::exited);
  at.refuse("remove web", ErrorKind::not_found, "No such container");
  PlanOf plan;
  plan.remove_network("shop_default", {{plan.remove("web"), true}});
  CHECK(at.run(plan).complete());
}

TEST_CASE("a network that is still used is a failure that names the users") {
  Setting at;
  engine_api::NetworkSummary network;
  network.id = "net-shop_default";
  network.name = "shop_default";
  network.containers["c1"].name = "stranger";
  at.engine.networks = {network};
  PlanOf plan;
  plan.remove_network("shop_default");
  const auto outcome = at.run(plan);
  CHECK(outcome.steps[0].what == "network shop_default is still used by stranger");
}

TEST_CASE("a pull tells its progress and gives its image to those that need it") {
  Setting at;
  PlanOf plan;
  const auto pulled = plan.pull("db:1");
  const auto outcome = at.run(plan);
  CHECK(outcome.steps[pulled].id == "sha256:db:1");
  const auto progress = at.sink.all<StepProgress>();
  REQUIRE(progress.size() == 1);
  CHECK(progress.front().layer == "layer1");
  CHECK(progress.front().total == 20);
}

TEST_CASE("grace periods shorter than a second are kept") {
  struct Case {
    const char* name;
    bool deaf;
    Nanoseconds grace;
    std::vector<std::string> calls;
  };
  const std::vector<Case> cases = {
      {"whole seconds are the engine's", false, 2s, {"stop web"}},
      {"it heeds its signal", false, 200ms, {"inspect id-web", "kill web SIGTERM", "wait web"}},
      {"it does not", true, 30ms, {"inspect id-web", "kill web SIGTERM", "wait web", "kill web SIGKILL", "wait web"}},
  };
  for (const auto& one : cases) {
    CAPTURE(one.name);
    Setting at;
    at.engine.add("web", ContainerStatus::running);
    if (one.deaf) at.engine.scripts["web"].exit_code = 137;
    PlanOf plan;
    plan.stop("web", one.grace);
    CHECK(at.run(plan).complete());
    CHECK(at.engine.calls == one.calls);
    CHECK_FALSE(at.engine.containers.at("web").inspect.state.running);
  }
}
