#include <charconv>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/log_time.hpp"
#include "cli/log_writer.hpp"
#include "cli/on_project.hpp"
#include "lifecycle/event_hub.hpp"
#include "plan/labels.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  std::vector<std::string> services;
  std::string tail = "all";
  std::string since;
  std::string until;
  std::optional<int> index;
  bool follow = false;
  bool timestamps = false;
  bool no_color = false;
  bool no_log_prefix = false;
};

/// -n/--tail: a number of lines, or all.
std::optional<std::int64_t> tail_lines(const std::string& given) {
  if (given == "all") return std::nullopt;
  std::int64_t lines = -1;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), lines);
  if (error != std::errc{} || end != given.data() + given.size()) {
    throw Error(fmt::format("--tail takes a number of lines or \"all\", not \"{}\"", given));
  }
  return lines < 0 ? std::nullopt : std::optional(lines);
}

lifecycle::LogRequest log_request(const Options& options) {
  const auto now = std::chrono::system_clock::now();
  lifecycle::LogRequest request;
  request.follow = options.follow;
  request.tail = tail_lines(options.tail);
  request.since = log_time(options.since, now);
  request.until = log_time(options.until, now);
  return request;
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  const auto& context = session.context();
  auto& engine = session.engine();
  auto request = log_request(options);
  auto containers = co_await project_containers(engine, source.name, options.services, true);
  if (options.index) {
    std::erase_if(containers, [&](const auto& container) { return plan::number_of(container) != *options.index; });
  }
  auto targets = log_targets(containers, source.project.value_or(compose::Project{}));
  if (!source.project) {  // without a file only the engine knows who has a terminal
    for (auto& target : targets) {
      const auto inspect = co_await engine.inspect_container(target.id);
      target.tty = inspect.config.tty;
    }
  }
  const ui::LogFormat format{.prefix = !options.no_log_prefix,
                             .colour = !options.no_color && context.colour(Stream::out),
                             .timestamps = options.timestamps,
                             .terminal = terminal_info(Stream::out).is_terminal};
  LogWriter writer(session.loop().get_executor(), ui::LogFormatter(source.name, format));
  for (const auto& target : targets) writer.expect(target.source.container);
  lifecycle::EventHub hub(engine, source.name);
  if (options.follow) co_await hub.open();
  co_await lifecycle::stream_logs(engine, options.follow ? &hub : nullptr, writer, std::move(targets),
                                  std::move(request));
  co_await writer.flush();
  co_return 0;
}

int run(Context& context, const Options& options) {
  return on_project(context, options.services, OnSignal::leave,
                    [&](Session& session, const ProjectOrName& source) { return show(session, source, options); });
}

}  // namespace

void add_logs_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("logs", "Show what containers wrote")
      .flag("-f,--follow", options->follow, "Go on with what they write")
      .option("-n,--tail", options->tail, "LINES", "Only the last lines of each container")
      .option("--since", options->since, "TIME", "From a time on: 2026-01-02T13:04:05, or 10m for ten minutes ago")
      .option("--until", options->until, "TIME", "Up to a time")
      .option("--index", options->index, "N", "Only the container of this number")
      .flag("-t,--timestamps", options->timestamps, "The time before each line")
      .flag("--no-color,--no-colour", options->no_color, "No colours")
      .flag("--no-log-prefix", options->no_log_prefix, "No names before the lines")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
