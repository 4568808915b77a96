// Steps that are the work of containers and programs: pre_start, providers, models.
#include <filesystem>

#include <doctest/doctest.h>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/execute.hpp"
#include "lifecycle/interrupt.hpp"
#include "unit/engine_client/temporary_folder.hpp"
#include "unit/lifecycle/fake_engine.hpp"
#include "unit/lifecycle/plans.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace berth::test;
using namespace std::chrono_literals;

namespace {

struct Setting {
  boost::asio::io_context loop;
  FakeEngine engine{loop.get_executor()};
  RecordingSink sink;
  Interrupt interrupt;
  ExecuteOptions options;
  compose::Project project;
  TemporaryFolder folder;

  Setting() { project.name = "shop"; }

  Outcome run(const plan::Plan& plan) {
    Outcome outcome;
    options.interrupt = &interrupt;
    run_task(loop, [&]() -> boost::asio::awaitable<void> {
      EventHub hub(engine, "shop");
      outcome = co_await execute(plan, project, engine, hub, sink, options);
    });
    return outcome;
  }

  /// Any program that is asked for is this script.
  void program(const std::string& script) {
    folder.write("program", "#!/bin/sh\n" + script);
    const auto path = folder.path() / "program";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    options.find_program = [path](const std::string&) { return path.string(); };
    project.working_dir = folder.path().string();
  }
};

plan::Plan one_step(plan::Operation operation) {
  plan::Step step;
  step.operation = std::move(operation);
  step.resource = {plan::ResourceKind::service, "db", "db"};
  step.causes = {{}};
  plan::Plan plan;
  plan.steps.push_back(std::move(step));
  return plan;
}

plan::Plan provider(const std::string& command, std::vector<std::pair<std::string, std::string>> options = {}) {
  return one_step(plan::RunProvider{"db", "cloud", command, std::move(options)});
}

}  // namespace

TEST_CASE("a container of pre_start runs to its end and is removed") {
  Setting at;
  auto& script = at.engine.scripts["app-pre_start-0"];
  script.ends_after = 20ms;
  script.writes = {"making tables", "done"};
  PlanOf steps;
  steps.run_to_end("app-pre_start-0", steps.create("app-pre_start-0"));
  const auto outcome = at.run(steps.plan);
  CHECK(outcome.complete());
  CHECK(at.engine.calls == std::vector<std::string>{"create app-pre_start-0", "start app-pre_start-0",
                                                    "wait app-pre_start-0", "logs app-pre_start-0",
                                                    "remove app-pre_start-0"});
  const auto told = at.sink.all<StepProgress>();
  REQUIRE(told.size() == 2);
  CHECK(told.front().message.ends_with("making tables"));
  CHECK(told.back().message.ends_with("done"));
}

TEST_CASE("one that fails is told with its last words, and removed as well") {
  Setting at;
  auto& script = at.engine.scripts["app-pre_start-0"];
  script.ends_after = 20ms;
  script.exit_code = 7;
  script.writes = {"no such table: crew"};
  PlanOf steps;
  const auto hook = steps.run_to_end("app-pre_start-0", steps.create("app-pre_start-0"));
  const auto app = steps.create("app");
  steps.start("app", app, {{hook, true}});
  const auto outcome = at.run(steps.plan);
  const auto& result = outcome.steps.at(hook);
  CHECK(result.status == StepStatus::failed);
  CHECK(result.what == "the pre_start hook of app-pre_start-0 failed");
  REQUIRE(result.container.has_value());
  REQUIRE(result.container->last_lines.size() == 1);
  CHECK(result.container->last_lines.front().ends_with("no such table: crew"));
  CHECK(outcome.steps.back().status == StepStatus::skipped);
  CHECK(at.engine.count("remove app-pre_start-0") == 1);
  CHECK(at.engine.count("start app") == 0);
}

TEST_CASE("an interrupt takes the container of pre_start away") {
  for (const auto degree : {Interrupt::Degree::finish, Interrupt::Degree::abandon}) {
    Setting at;
    at.engine.on_call = [&](const std::string& call) {
      if (call == "wait app-pre_start-0") at.interrupt.request(degree);
    };
    PlanOf steps;
    const auto hook = steps.run_to_end("app-pre_start-0", steps.create("app-pre_start-0"));
    const auto outcome = at.run(steps.plan);
    CHECK(outcome.steps.at(hook).status == StepStatus::interrupted);
    CHECK(at.engine.count("remove app-pre_start-0") == 1);
  }
}

TEST_CASE("a provider is run with its options, and its variables are kept") {
  Setting at;
  at.project.environment.set("REGION", {"sea", "", {}});
  at.program(R"(echo "$@" >> calls
[ "$2" = metadata ] && exit 1
echo '{"type":"info","message":"making it"} {"type":"setenv","message":"URL=db://'"$REGION"'"}'
echo '{"type":"rawsetenv","message":"TOKEN=t"}'
)");
  const auto outcome = at.run(provider("up", {{"size", "big"}, {"size", "huge"}}));
  REQUIRE(outcome.complete());
  CHECK(outcome.steps.front().variables == std::map<std::string, std::string>{{"DB_URL", "db://sea"}, {"TOKEN", "t"}});
  CHECK(at.folder.read("calls") == "compose metadata\ncompose --project-name=shop up --size=big --size=huge db\n");
  const auto told = at.sink.all<StepProgress>();
  REQUIRE(told.size() == 1);
  CHECK(told.front().message == "making it");
}

TEST_CASE("a provider that describes itself gets what it knows, and must get what it needs") {
  Setting at;
  at.program(R"(echo "$@" >> calls
[ "$2" = metadata ] && echo '{"description":"d","up":{"parameters":[{"name":"size","required":true}]},"down":{}}'
exit 0
)");
  CHECK(at.run(provider("up", {{"colour", "red"}, {"size", "big"}})).complete());
  CHECK(at.folder.read("calls") == "compose metadata\ncompose --project-name=shop up --size=big db\n");
  const auto outcome = at.run(provider("up", {{"colour", "red"}}));
  CHECK(outcome.steps.front().what == "provider cloud needs the option \"size\"");
  CHECK(at.run(provider("stop")).complete());
  CHECK(at.folder.read("calls").find(" stop ") == std::string::npos);
}

TEST_CASE("providers that fail") {
  struct Case {
    const char* script;
    const char* what;
  };
  const Case cases[] = {
      {"printf '%s' '{\"type\":\"error\",\"message\":\"no money\\nleft\"}'; exit 1", "provider cloud: no money"},
      {"exit 9", "provider cloud ended with exit code 9"},
      {"echo hello", "provider cloud says something that is no JSON object"},
      {"echo '{\"type\":\"sing\"}'",
       "provider cloud: it says something that is no message of a provider: type \"sing\""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.script);
    Setting at;
    at.program("[ \"$2\" = metadata ] && exit 1\n" + std::string(c.script) + "\n");
    const auto outcome = at.run(provider("up"));
    CHECK(outcome.steps.front().status == StepStatus::failed);
    CHECK(outcome.steps.front().what == c.what);
  }
}

TEST_CASE("a model is pulled when it is missing, configured, and its address kept") {
  Setting at;
  at.program(R"(echo "$@" >> calls
case $1 in
  ls) echo '[{"tags": ["ai/there"]}]' ;;
  status) echo '{"endpoint": "http://runner/v1/"}' ;;
esac
)");
  const auto there = at.run(one_step(plan::PrepareModel{"m", "ai/there", 0, {}}));
  REQUIRE(there.complete());
  CHECK(there.steps.front().variables.at("endpoint") == "http://runner/v1/");
  CHECK(at.folder.read("calls") == "ls --json\nconfigure ai/there\nstatus --json\n");
  CHECK(at.run(one_step(plan::PrepareModel{"m", "ai/new", 4096, {"--threads", "4"}})).complete());
  CHECK(at.folder.read("calls").find("pull ai/new\nconfigure --context-size 4096 ai/new -- --threads 4\n") !=
        std::string::npos);
}
