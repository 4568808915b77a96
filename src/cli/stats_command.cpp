#include <map>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/listing_format.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/task_group.hpp"
#include "ui/stats_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ContainerSummary;

struct Options {
  std::vector<std::string> services;
  std::string format = "table";
  bool all = false;
  bool no_stream = false;
  bool no_trunc = false;
};

/// The newest samples, printed anew when there is something new of all that run.
class Samples {
 public:
  Samples(const std::vector<ContainerSummary>& containers, const Options& options) : options_(options) {
    for (const auto& container : containers) rows_.push_back({container.id, container.name(), std::nullopt});
    fresh_.resize(rows_.size(), false);
    open_.resize(rows_.size(), true);
  }

  void set(std::size_t row, const engine_api::ContainerStats& stats) {
    rows_[row].stats = stats;
    fresh_[row] = true;
    print_when_whole();
  }

  void end(std::size_t row) {
    open_[row] = false;
    rows_[row].stats.reset();
    print_when_whole();
  }

  void print() {
    const auto text = ui::render(ui::stats_listing(rows_, !options_.no_trunc), listing_format(options_.format));
    const bool repaints = !options_.no_stream && terminal_info(Stream::out).is_terminal;
    constexpr auto from_the_top = "\x1b[H\x1b[2J";
    write(Stream::out, repaints ? from_the_top + text : text);
    fresh_.assign(rows_.size(), false);
  }

 private:
  void print_when_whole() {
    if (options_.no_stream) return;
    for (std::size_t row = 0; row < rows_.size(); ++row)
      if (open_[row] && !fresh_[row]) return;
    print();
  }

  const Options& options_;
  std::vector<ui::ContainerUsage> rows_;
  std::vector<bool> fresh_;  // since the last print
  std::vector<bool> open_;   // more samples may come
};

asio::awaitable<void> read(engine::Engine& engine, std::string id, std::size_t row, bool follow, Samples& samples) {
  try {
    const auto stream = co_await engine.container_stats(std::move(id), follow);
    for (;;) {
      const auto stats = co_await stream->next();
      if (!stats) break;
      samples.set(row, *stats);
    }
  } catch (const engine::EngineError& error) {
    const bool gone = error.kind() == engine::ErrorKind::not_found || error.kind() == engine::ErrorKind::conflict;
    if (!gone) throw;
  }
  if (follow) samples.end(row);
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  auto& engine = session.engine();
  const auto containers = co_await project_containers(engine, source.name, options.services, options.all);
  Samples samples(containers, options);
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    for (std::size_t row = 0; row < containers.size(); ++row) {
      if (containers[row].state == engine_api::ContainerStatus::running || !options.no_stream)
        tasks.spawn(read(engine, containers[row].id, row, !options.no_stream, samples));
    }
    co_await tasks.join();
  });
  if (options.no_stream) samples.print();
  co_return 0;
}

}  // namespace

void add_stats_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("stats", "Show what containers use: processor, memory, network, disk")
      .flag("-a,--all", options->all, "Stopped ones, too")
      .option("--format", options->format, "FORMAT", format_help)
      .flag("--no-stream", options->no_stream, "One look, and end")
      .flag("--no-trunc", options->no_trunc, "Whole ids")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] {
        return on_project(
            context, options->services, OnSignal::leave,
            [&](Session& session, const ProjectOrName& source) { return show(session, source, *options); });
      });
}

}  // namespace berth::cli
