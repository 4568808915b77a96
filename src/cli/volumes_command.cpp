#include <memory>
#include <set>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/listing_format.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/task_group.hpp"
#include "plan/labels.hpp"
#include "ui/volume_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  std::vector<std::string> services;
  std::string format = "table";
  bool quiet = false;
};

asio::awaitable<void> add_mounts(engine::Engine& engine, std::string id, std::set<std::string>& names) {
  const auto inspect = co_await engine.inspect_container(std::move(id));
  for (const auto& mount : inspect.mounts) names.insert(mount.name);
}

/// Names of the volumes that the containers of the services mount.
asio::awaitable<std::set<std::string>> mounted(engine::Engine& engine, const std::string& project,
                                               const std::vector<std::string>& services) {
  std::set<std::string> names;
  const auto containers = co_await project_containers(engine, project, services, true);
  const auto can = co_await engine.capabilities();
  if (can.mounts_in_list) {
    for (const auto& container : containers)
      for (const auto& mount : container.mounts) names.insert(mount.name);
    co_return names;
  }
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    for (const auto& container : containers) tasks.spawn(add_mounts(engine, container.id, names));
    co_await tasks.join();
  });
  co_return names;
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  auto& engine = session.engine();
  engine_api::Filters filters{{"label", {std::string(plan::label::project) + "=" + source.name}}};
  auto volumes = co_await engine.list_volumes(std::move(filters));
  if (!options.services.empty()) {
    const auto names = co_await mounted(engine, source.name, options.services);
    std::erase_if(volumes, [&](const auto& volume) { return !names.contains(volume.name); });
  }
  std::ranges::sort(volumes, {}, &engine_api::VolumeSummary::name);
  if (options.quiet) {
    for (const auto& volume : volumes) write(Stream::out, escape_terminal(volume.name) + "\n");
  } else {
    write(Stream::out, ui::render(ui::volume_listing(volumes), listing_format(options.format)));
  }
  co_return 0;
}

}  // namespace

void add_volumes_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("volumes", "List the project's volumes")
      .option("--format", options->format, "FORMAT", format_help)
      .flag("-q,--quiet", options->quiet, "Only names")
      .arguments("[SERVICE...]", options->services, "Only those that containers of these services mount")
      .run([options, &context] {
        return on_project(
            context, options->services, OnSignal::leave,
            [&](Session& session, const ProjectOrName& source) { return show(session, source, *options); });
      });
}

}  // namespace berth::cli
