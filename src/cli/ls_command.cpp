#include <memory>
#include <regex>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/listing_format.hpp"
#include "cli/session.hpp"
#include "plan/labels.hpp"
#include "ui/project_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  std::vector<std::string> filters;
  std::string format = "table";
  bool all = false;
  bool quiet = false;
};

/// --filter name=PATTERN, found anywhere in the name; several: one of them.
std::vector<std::regex> name_patterns(const std::vector<std::string>& filters) {
  constexpr std::string_view prefix = "name=";
  std::vector<std::regex> patterns;
  for (const auto& filter : filters) {
    if (!filter.starts_with(prefix))
      throw Error(fmt::format("unknown filter \"{}\"", filter), "projects can be filtered by name=PATTERN");
    try {
      patterns.emplace_back(filter.substr(prefix.size()));
    } catch (const std::regex_error&) {
      throw Error(fmt::format("\"{}\" is no pattern", filter), "write a regular expression: name=^shop");
    }
  }
  return patterns;
}

asio::awaitable<int> list(Session& session, const Options& options) {
  const auto patterns = name_patterns(options.filters);
  engine_api::Filters filters{{"label", {plan::label::project, plan::label::config_hash}}};
  const auto containers = co_await session.engine().list_containers(std::move(filters), options.all);
  auto projects = ui::projects_of(containers);
  std::erase_if(projects, [&](const ui::ProjectSummary& project) {
    const auto matches = [&](const std::regex& pattern) { return std::regex_search(project.name, pattern); };
    return !patterns.empty() && std::ranges::none_of(patterns, matches);
  });
  if (options.quiet) {
    for (const auto& project : projects) write(Stream::out, escape_terminal(project.name) + "\n");
  } else {
    write(Stream::out, ui::render(ui::project_listing(projects), listing_format(options.format)));
  }
  co_return 0;
}

}  // namespace

void add_ls_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("ls", "List the projects that the engine has")
      .flag("-a,--all", options->all, "Those with stopped containers only, too")
      .option("--filter", options->filters, "name=PATTERN", "Only names that match; repeatable")
      .option("--format", options->format, "FORMAT", format_help)
      .flag("-q,--quiet", options->quiet, "Only names")
      .run([options, &context] {
        Session session(context);
        return session.run(OnSignal::leave, [&] { return list(session, *options); });
      });
}

}  // namespace berth::cli
