#include <map>
#include <memory>
#include <set>

#include "cli/commands.hpp"
#include "cli/listing_format.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/task_group.hpp"
#include "ui/image_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ImageInspect;

struct Options {
  std::vector<std::string> services;
  std::string format = "table";
  bool quiet = false;
};

asio::awaitable<void> inspect(engine::Engine& engine, std::string id, std::map<std::string, ImageInspect>& images) {
  try {
    images[id] = co_await engine.inspect_image(id);
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;  // removed by force: the container goes on without
    images.erase(id);
  }
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  auto& engine = session.engine();
  const auto containers = co_await project_containers(engine, source.name, options.services, true);
  std::map<std::string, ImageInspect> images;
  for (const auto& container : containers) images[container.image_id];
  std::vector<std::string> ids;
  for (const auto& [id, image] : images) ids.push_back(id);
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    for (const auto& id : ids) tasks.spawn(inspect(engine, id, images));
    co_await tasks.join();
  });
  if (options.quiet) {
    std::string out;
    for (const auto& [id, image] : images) out += id.substr(id.find(':') + 1) + "\n";
    write(Stream::out, out);
  } else {
    const auto listing = ui::image_listing(containers, images, seconds_since_1970());
    write(Stream::out, ui::render(listing, listing_format(options.format)));
  }
  co_return 0;
}

}  // namespace

void add_images_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("images", "List the images of the project's containers")
      .option("--format", options->format, "FORMAT", format_help)
      .flag("-q,--quiet", options->quiet, "Only ids, each once")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] {
        return on_project(
            context, options->services, OnSignal::leave,
            [&](Session& session, const ProjectOrName& source) { return show(session, source, *options); });
      });
}

}  // namespace berth::cli
