#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/log_time.hpp"
#include "cli/on_project.hpp"
#include "plan/labels.hpp"
#include "ui/event_line.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::Event;
using engine_api::EventType;

struct Options {
  std::vector<std::string> services;
  std::string since;
  std::string until;
  bool json = false;
};

bool wanted(const Event& event, const std::vector<std::string>& services) {
  if (event.type != EventType::container || event.attribute(plan::label::oneoff) == "True") return false;
  const auto& service = event.attribute(plan::label::service);
  return services.empty() || std::ranges::find(services, service) != services.end();
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  const auto now = std::chrono::system_clock::now();
  engine_api::Filters filters{{"type", {"container"}},
                              {"label", {std::string(plan::label::project) + "=" + source.name}}};
  const auto stream = co_await session.engine().events(std::move(filters), log_moment(options.since, now),
                                                       log_moment(options.until, now));
  for (;;) {
    const auto event = co_await stream->next();
    if (event.type == EventType::ended) co_return 0;
    if (wanted(event, options.services))
      write(Stream::out, options.json ? ui::event_json(event) : ui::event_line(event));
  }
}

}  // namespace

void add_events_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("events", "Show what happens to the project's containers, as it happens")
      .flag("--json", options->json, "One JSON object a line")
      .option("--since", options->since, "TIME", "From a time on: 2026-01-02T13:04:05, or 10m for ten minutes ago")
      .option("--until", options->until, "TIME", "Up to a time, and then end")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] {
        return on_project(
            context, options->services, OnSignal::leave,
            [&](Session& session, const ProjectOrName& source) { return show(session, source, *options); });
      });
}

}  // namespace berth::cli
