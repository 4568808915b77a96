#include "lifecycle/exit_watch.hpp"

#include <doctest/doctest.h>

#include "unit/lifecycle/fake_engine.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using lifecycle::ExitWatch;
namespace asio = boost::asio;

namespace {

/// The code that a watch sees of a running container "web" to which `happen` does something.
std::int64_t watched(const std::function<void(test::FakeEngine&)>& happen) {
  asio::io_context loop;
  test::FakeEngine engine(loop.get_executor());
  const auto id = engine.add("web", engine_api::ContainerStatus::running).inspect.id;
  std::int64_t code = -1;
  test::run_task(loop, [&]() -> asio::awaitable<void> {
    lifecycle::EventHub hub(engine, "shop");
    co_await hub.open();
    ExitWatch watch(engine, hub, loop.get_executor(), id);
    happen(engine);
    code = co_await watch.exit_code();
  });
  return code;
}

}  // namespace

TEST_CASE("the exit code comes with the event") {
  CHECK(watched([](test::FakeEngine& engine) { engine.end("web", 7); }) == 7);
}

TEST_CASE("after a break of the events the container itself is asked") {
  CHECK(watched([](test::FakeEngine& engine) {
          auto& state = engine.containers.at("web").inspect.state;
          state.status = engine_api::ContainerStatus::exited;
          state.running = false;
          state.exit_code = 9;
          engine.cut_events();
        }) == 9);
}

TEST_CASE("an engine that is gone for good is told") {
  CHECK_THROWS_AS(watched([](test::FakeEngine& engine) { engine.break_events(); }), engine::EngineError);
}
