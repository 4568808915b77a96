#include <algorithm>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/listing_format.hpp"
#include "cli/on_project.hpp"
#include "plan/labels.hpp"
#include "ui/container_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ContainerSummary;

struct Options {
  std::vector<std::string> services;
  std::vector<std::string> status;
  std::vector<std::string> filters;
  std::string format = "table";
  std::string orphans = "true";
  bool all = false;
  bool quiet = false;
  bool only_services = false;
  bool no_trunc = false;
};

/// --status and --filter status=…; throws berth::Error for another filter or an unknown state.
std::vector<std::string> wanted_states(const Options& options) {
  auto states = options.status;
  for (const auto& filter : options.filters) {
    if (!filter.starts_with("status=")) {
      throw Error(fmt::format("unknown filter \"{}\"", filter), "containers can be filtered by status=STATE");
    }
    states.push_back(filter.substr(filter.find('=') + 1));
  }
  for (const auto& state : states) {
    if (engine_api::parse_container_status(state) == engine_api::ContainerStatus::unknown) {
      throw Error(fmt::format("unknown status \"{}\"", state),
                  "states are created, running, paused, restarting, removing, exited and dead");
    }
  }
  return states;
}

std::string render(const std::vector<ContainerSummary>& containers, const Options& options) {
  if (options.quiet) {
    std::string out;
    for (const auto& container : containers) out += container.id + "\n";
    return out;
  }
  if (options.only_services) {
    std::set<std::string> names;
    for (const auto& container : containers) names.insert(plan::service_of(container));
    std::string out;
    for (const auto& name : names) out += escape_terminal(name) + "\n";
    return out;
  }
  const auto listing = ui::container_listing(containers, seconds_since_1970(), {.truncate = !options.no_trunc});
  return ui::render(listing, listing_format(options.format, !options.no_trunc));
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  const auto states = wanted_states(options);
  const bool all = options.all || !states.empty();
  auto containers = co_await project_containers(session.engine(), source.name, options.services, all);
  std::erase_if(containers, [&](const ContainerSummary& container) {
    const bool state = states.empty() || std::ranges::find(states, to_string(container.state)) != states.end();
    const bool orphan = source.project && !source.project->services.contains(plan::service_of(container)) &&
                        !source.project->disabled_services.contains(plan::service_of(container));
    return !state || (orphan && options.orphans == "false");
  });
  write(Stream::out, render(containers, options));
  co_return 0;
}

int run(Context& context, const Options& options) {
  return on_project(context, options.services, OnSignal::leave,
                    [&](Session& session, const ProjectOrName& source) { return show(session, source, options); });
}

}  // namespace

void add_ps_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("ps", "List the project's containers")
      .flag("-a,--all", options->all, "Stopped ones too")
      .flag("-q,--quiet", options->quiet, "Only ids")
      .flag("--services", options->only_services, "Only names of services")
      .option("--format", options->format, "FORMAT", format_help)
      .option("--status", options->status, "STATE", "Only containers in this state; repeatable")
      .option("--filter", options->filters, "status=STATE", "The same in docker's words")
      .choice("--orphans", options->orphans, {"true", "false"}, "Containers of services that left the file, too")
      .flag("--no-trunc", options->no_trunc, "Whole ids and commands")
      .arguments("[SERVICE...]", options->services, "Only these services")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
