#include <map>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/task_group.hpp"
#include "plan/labels.hpp"
#include "ui/process_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ContainerSummary;

asio::awaitable<void> look(engine::Engine& engine, const ContainerSummary& container, ui::ContainerProcesses& out) {
  out.service = plan::service_of(container);
  out.number = plan::number_of(container).value_or(0);
  try {
    out.processes = co_await engine.top_container(container.id);
  } catch (const engine::EngineError& error) {  // it ended since the list was made
    const bool ended = error.kind() == engine::ErrorKind::conflict || error.kind() == engine::ErrorKind::not_found;
    if (!ended) throw;
  }
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const std::vector<std::string>& services) {
  auto& engine = session.engine();
  const auto containers = co_await project_containers(engine, source.name, services, false);
  std::vector<ui::ContainerProcesses> all(containers.size());
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    for (std::size_t i = 0; i < containers.size(); ++i) tasks.spawn(look(engine, containers[i], all[i]));
    co_await tasks.join();
  });
  write(Stream::out, ui::process_table(all));
  co_return 0;
}

}  // namespace

void add_top_command(Command& root, Context& context) {
  const auto services = std::make_shared<std::vector<std::string>>();
  root.command("top", "List the processes of containers")
      .arguments("[SERVICE...]", *services, "Only these services")
      .run([services, &context] {
        return on_project(context, *services, OnSignal::leave, [&](Session& session, const ProjectOrName& source) {
          return show(session, source, *services);
        });
      });
}

}  // namespace berth::cli
