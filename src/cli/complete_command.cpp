// `__complete WORD…`: what could come next on this command line, asked by shells at each key (through docker, for its
// plugin). Whatever is wrong with the project, the answer is only shorter.
#include <memory>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/complete_words.hpp"
#include "cli/project.hpp"
#include "cli/session.hpp"
#include "plan/labels.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

/// Of the words before the command.
Context context_of(const std::vector<std::string>& globals) {
  Context context;
  CommandLine line(program_name, program_about);
  add_global_options(line.root(), context.options);
  line.root().run([] { return 0; });
  std::vector<const char*> words{program_name};
  for (const auto& word : globals) words.push_back(word.c_str());
  line.parse_and_run(static_cast<int>(words.size()), words.data());
  return context;
}

std::vector<std::string> project_names(Context& context) {
  std::set<std::string> names;
  Session session(context);
  session.run(OnSignal::leave, [&]() -> asio::awaitable<int> {
    engine_api::Filters filters;
    filters["label"] = {plan::label::project};
    const auto containers = co_await session.engine().list_containers(std::move(filters), true);
    for (const auto& container : containers) names.insert(container.label(plan::label::project));
    co_return 0;
  });
  return {names.begin(), names.end()};
}

std::vector<std::string> names(Candidates::Names kind, const std::vector<std::string>& globals) {
  auto context = context_of(globals);
  if (kind == Candidates::Names::projects) return project_names(context);
  const auto loaded = load_quietly(context, load_options(context));
  if (!loaded.project) return {};
  std::set<std::string> found;
  for (const auto* services : {&loaded.project->services, &loaded.project->disabled_services}) {
    for (const auto& [name, service] : *services) {
      if (kind == Candidates::Names::services) found.insert(name);
      if (kind == Candidates::Names::profiles) found.insert(service.profiles.begin(), service.profiles.end());
    }
  }
  return {found.begin(), found.end()};
}

int complete(const std::vector<CompletedCommand>& table, const std::vector<std::string>& words) {
  auto candidates = complete_words(table, words);
  using Names = Candidates::Names;
  if (candidates.names != Names::none && candidates.names != Names::files) {
    try {
      for (auto& name : names(candidates.names, candidates.globals)) {
        if (name.starts_with(words.back())) candidates.words.emplace_back(std::move(name), std::string());
      }
    } catch (const Error&) {  // the project cannot be read (any more): nothing to offer of it
    }
  }
  write(Stream::out, cobra_answer(candidates));
  return 0;
}

}  // namespace

std::vector<CompletedCommand> command_table() {
  Context context;
  CommandLine line(program_name, program_about);
  add_global_options(line.root(), context.options);
  add_commands(line, context);
  return line.described();
}

void add_complete_command(Command& root, Context&) {
  for (const auto* name : {"__complete", "__completeNoDesc"}) {
    const auto words = std::make_shared<std::vector<std::string>>();
    root.hidden_command(name, "What could come next on the command line")
        .verbatim_arguments("[WORD...]", *words)
        .any_options()
        .run([words] { return complete(command_table(), *words); });
  }
}

}  // namespace berth::cli
