// Merged logs against an engine in memory.
#include "lifecycle/logs.hpp"

#include <doctest/doctest.h>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/wakeup.hpp"
#include "unit/lifecycle/fake_engine.hpp"
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
  void write(const LogLine& line) override { told.push_back(line.source->container + ": " + std::string(line.text)); }
  awaitable<void> room() override {
    ++asked;
    if (on_room) co_await on_room();
  }

  std::vector<std::string> told;
  std::size_t asked = 0;
  std::function<awaitable<void>()> on_room;
};

struct Setting {
  boost::asio::io_context loop;
  FakeEngine engine{loop.get_executor()};
  Lines lines;

  void stream(std::vector<LogTarget> targets, LogRequest request, std::function<awaitable<void>()> before = {}) {
    run_task(loop, [&]() -> awaitable<void> {
      EventHub hub(engine, "shop");
      co_await hub.open();
      if (before) co_await before();
      co_await stream_logs(engine, &hub, lines, targets, request);
    });
  }
};

LogTarget target(const std::string& name, std::size_t index) {
  LogTarget one;
  one.id = "id-" + name;
  one.source = {index, name, name, 1};
  return one;
}

std::string at(int second, const std::string& text) {
  return "2026-01-02T03:04:0" + std::to_string(second) + ".000000000Z " + text;
}

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("past lines come in the order of their times") {
  Setting is;
  is.engine.add("a", ContainerStatus::exited).log = {at(1, "a1"), at(4, "a4"), at(5, "a5")};
  is.engine.add("b", ContainerStatus::exited).log = {at(2, "b2"), at(3, "b3"), at(6, "b6")};
  is.engine.add("c", ContainerStatus::exited);
  is.stream({target("a", 0), target("b", 1), target("c", 2)}, {});
  CHECK(is.lines.told == Told{"a: a1", "b: b2", "b: b3", "a: a4", "a: a5", "b: b6"});
}

TEST_CASE("the last lines of each") {
  Setting is;
  is.engine.add("a", ContainerStatus::exited).log = {at(1, "a1"), at(4, "a4")};
  is.engine.add("b", ContainerStatus::exited).log = {at(2, "b2"), at(3, "b3")};
  LogRequest request;
  request.tail = 1;
  is.stream({target("a", 0), target("b", 1)}, request);
  CHECK(is.lines.told == Told{"b: b3", "a: a4"});
}

TEST_CASE("following ends with the containers, and a restart neither loses nor repeats a line") {
  Setting is;
  auto& script = is.engine.scripts["a"];
  script.ends_after = 30ms;
  script.restarts = 1;
  script.writes = {"begin", "end"};
  is.engine.add("a", ContainerStatus::created).restarts_left = 1;
  LogRequest request;
  request.follow = true;
  is.stream({target("a", 0)}, request, [&]() -> awaitable<void> { co_await is.engine.start_container("id-a", {}); });
  CHECK(is.lines.told == Told{"a: begin", "a: end", "a: begin", "a: end"});
}

TEST_CASE("following containers that have ended tells what they wrote and ends") {
  Setting is;
  is.engine.add("a", ContainerStatus::exited).log = {at(1, "a1")};
  LogRequest request;
  request.follow = true;
  is.stream({target("a", 0)}, request);
  CHECK(is.lines.told == Told{"a: a1"});
}

TEST_CASE("a reader that does not read holds up the source, not the process") {
  Setting is;
  for (int i = 0; i < 9; ++i) is.engine.add("a", ContainerStatus::exited).log.push_back(at(i, "line"));
  is.lines.on_room = [&]() -> awaitable<void> {
    throw Error("nobody reads");
    co_return;
  };
  LogRequest request;
  request.follow = true;
  CHECK_THROWS_WITH_AS(is.stream({target("a", 0)}, request), "nobody reads", Error);
  CHECK(is.lines.told.size() == 1);
}
