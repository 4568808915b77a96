#include "lifecycle/kill.hpp"

#include <chrono>
#include <utility>

#include "lifecycle/task_group.hpp"
#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> kill_one(engine::Engine& engine, EventSink& sink, std::string id, Resource resource) {
  const auto began = Clock::now();
  sink.emit(StepStarted{no_step, Action::kill, resource});
  try {
    co_await kill_container(engine, id, "SIGKILL");
  } catch (const engine::EngineError& error) {
    sink.emit(StepFailed{no_step, Action::kill, resource, Clock::now() - began, error.what(), error.hint(), {}});
    co_return;
  }
  sink.emit(StepFinished{no_step, Action::kill, resource, Clock::now() - began, {}});
}

}  // namespace

asio::awaitable<bool> kill_container(engine::Engine& engine, std::string id, std::string signal) {
  try {
    co_await engine.kill_container(id, signal);
    if (signal != "SIGKILL") co_return true;
    const engine::Deadline soon{std::chrono::seconds(5)};
    co_await engine.wait_container(id, engine::WaitCondition::not_running, soon);
  } catch (const engine::EngineError& error) {
    const bool ended = error.kind() == engine::ErrorKind::conflict || error.kind() == engine::ErrorKind::not_found;
    if (!ended) throw;
    co_return false;
  }
  co_return true;
}

asio::awaitable<void> kill_project(engine::Engine& engine, EventSink& sink, std::string project) {
  engine_api::Filters filters;
  filters["label"] = {std::string(plan::label::project) + "=" + project};
  const auto running = co_await engine.list_containers(std::move(filters), false);
  co_await with_tasks([&](TaskGroup& tasks) -> asio::awaitable<void> {
    for (const auto& container : running) {
      Resource resource{ResourceKind::container, container.name(), plan::service_of(container)};
      tasks.spawn(kill_one(engine, sink, container.id, std::move(resource)));
    }
    co_await tasks.join();
  });
}

}  // namespace berth::lifecycle
