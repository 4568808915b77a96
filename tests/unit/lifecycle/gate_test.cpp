// The driver of the gates against an engine in memory.
#include "lifecycle/gate.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include "lifecycle/event_hub.hpp"
#include "unit/lifecycle/fake_engine.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace berth::test;
using namespace std::chrono_literals;
using engine_api::ContainerStatus;
using engine_api::HealthStatus;

namespace {

struct Setting {
  boost::asio::io_context loop;
  FakeEngine engine{loop.get_executor()};
  RecordingSink sink;
  std::optional<compose::Readiness> ready;

  /// Starts the container in the engine, unless it is there, and waits for it.
  GateResult wait(GateRules rules, std::function<void()> meanwhile = {}) {
    GateResult result;
    run_task(loop, [&]() -> boost::asio::awaitable<void> {
      EventHub hub(engine, "shop");
      co_await hub.open();
      if (!engine.containers.contains("db")) {
        engine.add("db", ContainerStatus::created);
        engine.containers.at("db").restarts_left = engine.scripts["db"].restarts;
      }
      co_await engine.start_container("id-db", {});
      if (meanwhile) meanwhile();
      Gate gate;
      gate.container = "id-db";
      gate.rules = rules;
      gate.ready = ready;
      gate.resource = {ResourceKind::container, "db", "db"};
      result = co_await wait_for(engine, hub, sink, gate);
    });
    return result;
  }
};

const engine_api::HealthConfig slow_test{{"CMD-SHELL", "pg_isready"}, 30s, 5s, 0s, 0s, 3};
const GateRules healthy{};

}  // namespace

TEST_CASE("a container is ready long before its interval has passed") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].ready_after = 120ms;
  const auto result = at.wait(healthy);
  CHECK(result.passed());
  CHECK(result.decision.own_probe);
  CHECK(result.waited >= 100ms);
  CHECK(result.waited < 1s);
  const auto probes = at.sink.all<HealthProbe>();
  REQUIRE(probes.size() >= 2);
  CHECK_FALSE(probes.front().passed);
  CHECK(probes.back().passed);
  CHECK(probes.back().attempt == probes.size());
}

TEST_CASE("the engine's own result opens the gate when probes are switched off") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].engine_tells_health_after = 30ms;
  GateRules rules = healthy;
  rules.early_probes = false;
  const auto result = at.wait(rules);
  CHECK(result.passed());
  CHECK(at.engine.count("exec") == 0);
  CHECK(at.engine.count("inspect") == 1);
}

TEST_CASE("what keeps a gate closed is told with its reason") {
  struct Case {
    const char* name;
    Script script;
    GateCondition condition;
    bool has_test;
    Verdict verdict;
    std::string text;
  };
  Script exits;
  exits.ends_after = 20ms;
  exits.exit_code = 7;
  exits.writes = {"starting", "cannot bind"};
  Script unhealthy;
  unhealthy.engine_tells_health_after = 20ms;
  unhealthy.engine_health = HealthStatus::unhealthy;
  const std::vector<Case> cases = {
      {"it exits", exits, GateCondition::healthy, true, Verdict::exited, "exited (7)"},
      {"it exits, completion asked", exits, GateCondition::completed, false, Verdict::exited, "exited (7)"},
      {"the engine says unhealthy", unhealthy, GateCondition::healthy, true, Verdict::unhealthy, "is unhealthy"},
      {"no test",
       {},
       GateCondition::healthy,
       false,
       Verdict::no_health_check,
       "has no health check, so it can never be healthy"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.name);
    Setting at;
    if (one.has_test) at.engine.health_test = slow_test;
    at.engine.scripts["db"] = one.script;
    GateRules rules;
    rules.condition = one.condition;
    const auto result = at.wait(rules);
    CHECK(result.decision.verdict == one.verdict);
    CHECK(describe(result) == one.text);
    if (one.verdict != Verdict::exited) continue;
    REQUIRE(result.failure);
    CHECK(result.failure->exit_code == 7);
    REQUIRE(result.failure->last_lines.size() == 2);
    CHECK(result.failure->last_lines.back().find("cannot bind") != std::string::npos);
  }
}

/// As where a container took its network with it, and its address leads to somebody else (seen with Podman).
TEST_CASE("who answers at the address of a container that ended is not the container") {
  namespace asio = boost::asio;
  using asio::ip::tcp;
  Setting at;
  tcp::acceptor somebody(at.loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  at.engine.where = "unix:///run/engine.sock";
  at.engine.delays["inspect"] = 20ms;
  at.ready = compose::Readiness{.kind = compose::Readiness::Kind::tcp, .port = somebody.local_endpoint().port()};
  GateRules rules = healthy;
  rules.own_readiness = true;
  const auto result = at.wait(rules, [&] {
    at.engine.containers.at("db").inspect.networks["shop"].ip_address = "127.0.0.1";
    somebody.async_accept([&](const boost::system::error_code& error, tcp::socket) {
      if (!error) asio::co_spawn(at.loop, at.engine.kill_container("id-db", "SIGKILL", {}), asio::detached);
    });
  });
  CHECK(result.decision.verdict == Verdict::exited);
}

TEST_CASE("a one-shot opens its gate with its exit") {
  Setting at;
  at.engine.scripts["db"].ends_after = 30ms;
  GateRules rules;
  rules.condition = GateCondition::completed;
  const auto result = at.wait(rules);
  CHECK(result.passed());
  CHECK(describe(result) == "exited (0)");
  CHECK(result.waited < 200ms);
}

TEST_CASE("a container that its restart policy brings up in the end") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].ends_after = 15ms;
  at.engine.scripts["db"].exit_code = 1;
  at.engine.scripts["db"].restarts = 2;
  const auto result = at.wait(healthy);
  CHECK(result.decision.verdict == Verdict::exited);
  CHECK(at.engine.containers.at("db").restarts_left == 0);
}

TEST_CASE("events that were lost are made up for by a look") {
  Setting at;
  at.engine.health_test = slow_test;
  GateRules rules = healthy;
  rules.early_probes = false;
  const auto result = at.wait(rules, [&] {
    at.engine.containers.at("db").inspect.state.health->status = HealthStatus::healthy;  // and nobody says so
    at.engine.cut_events();
  });
  CHECK(result.passed());
}

TEST_CASE("an engine that does not come back ends the wait with its error") {
  Setting at;
  at.engine.health_test = slow_test;
  GateRules rules = healthy;
  rules.early_probes = false;
  CHECK_THROWS_AS(at.wait(rules, [&] { at.engine.break_events(); }), engine::EngineError);
}

TEST_CASE("an engine that does not answer a look for a moment is asked again") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].ready_after = 1ms;
  int failures = 2;
  at.engine.on_call = [&](const std::string& call) {
    if (call.starts_with("inspect") && failures-- > 0) throw engine_error(engine::ErrorKind::unavailable, "reset");
  };
  CHECK(at.wait(healthy).passed());
  CHECK(at.engine.count("inspect") >= 3);
}

TEST_CASE("where the engine runs no checks Berth runs them, and lets the engine know") {
  Setting at;
  at.engine.health_test = slow_test;
  at.engine.scripts["db"].ready_after = 40ms;
  GateRules rules = healthy;
  rules.engine_runs_checks = false;
  CHECK(at.wait(rules).passed());
  CHECK(at.engine.count("healthcheck") == 1);
}

TEST_CASE("a deadline") {
  Setting at;
  at.engine.health_test = slow_test;
  GateRules rules = healthy;
  rules.deadline = Clock::now() + 60ms;
  const auto result = at.wait(rules);
  CHECK(result.decision.verdict == Verdict::timeout);
  CHECK(describe(result).starts_with("is not ready after"));
}
