#include <memory>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/change.hpp"
#include "cli/commands.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/task_group.hpp"
#include "plan/make.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ContainerSummary;

struct Options {
  std::vector<std::string> services;
  bool down_project = false;
};

struct Ended {
  std::size_t count = 0;
  std::int64_t last_code = 0;
};

asio::awaitable<void> wait_for(engine::Engine& engine, const ContainerSummary& container, Ended& ended,
                               lifecycle::TaskGroup* others) {
  const auto result = co_await engine.wait_container(container.id, engine::WaitCondition::not_running);
  ended.last_code = result.exit_code;
  ++ended.count;
  write(Stream::out, fmt::format("container \"{}\" exited with status code {}\n", container.id, result.exit_code));
  if (others != nullptr) others->cancel_all();
}

asio::awaitable<int> wait(Session& session, const ProjectOrName& source, const Options& options) {
  auto& engine = session.engine();
  const auto containers = co_await project_containers(engine, source.name, options.services, false);
  if (containers.empty()) {
    throw Error(fmt::format("no containers for project \"{}\"", source.name),
                "only containers that run can be waited for");
  }
  if (only_told(session.context(), fmt::format("wait for {} containers", containers.size()))) co_return 0;
  Ended ended;
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    for (const auto& container : containers)
      tasks.spawn(wait_for(engine, container, ended, options.down_project ? &tasks : nullptr));
    co_await tasks.join();
  });
  co_return static_cast<int>(ended.last_code);
}

void take_down(Context& context) {
  ChangeRequest request;
  request.title = "down";
  request.source = load_project_or_name(context);
  request.make = [](const compose::Project& project, const plan::Observed& observed) {
    plan::DownOptions options;
    options.remove_orphans = true;
    return plan::make_down(project, observed, options);
  };
  if (const int code = run_change(context, std::move(request)); code != 0) throw Reported{code};
}

int run(Context& context, const Options& options) {
  if (options.services.empty()) throw Error("wait needs a service", "see \"berth wait --help\"");
  const int code =
      on_project(context, options.services, OnSignal::leave,
                 [&](Session& session, const ProjectOrName& source) { return wait(session, source, options); });
  if (options.down_project && !context.options.dry_run) take_down(context);
  return code;
}

}  // namespace

void add_wait_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("wait", "Wait until containers have ended, and exit with the code of the last one")
      .flag("--down-project", options->down_project, "Take the project down as soon as the first one has ended")
      .arguments("SERVICE [SERVICE...]", options->services, "")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
