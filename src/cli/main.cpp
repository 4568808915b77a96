// berth: the command line. Each command is a file of its own; what they throw is printed here.
#include <cstdlib>
#include <exception>
#include <optional>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "plan/project_error.hpp"

namespace {

using namespace berth;
using namespace berth::cli;

int report(const Context& context, const Error& error) {
  context.tell(error);
  return error.exit_code();
}

/// What docker's own options stand for, before anybody looks.
void set_environment(const Invocation& invocation) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread yet
  for (const auto& [name, value] : invocation.environment) ::setenv(name.c_str(), value.c_str(), 1);
}

int run(const Invocation& invocation, Context& context) {
  std::vector<const char*> words{invocation.name.c_str()};
  for (const auto& word : invocation.words) words.push_back(word.c_str());
  context.options.error_format = error_format(words);
  CommandLine line(invocation.name, program_about, words);
  auto& root = line.root();
  add_global_options(root, context.options);
  add_commands(line, context);
  root.run([&context] {
    if (!context.options.version) return -1;
    write(Stream::out, version_line(context));
    return 0;
  });
  return line.parse_and_run(static_cast<int>(words.size()), words.data());
}

/// What docker asks its plugin beside commands: these questions stand before every command, so nothing else is done
/// for them. nullopt: it is a command.
std::optional<int> answer_docker(std::span<const char* const> arguments) {
  if (arguments.size() > 1 && arguments[1] == metadata_command) {
    write(Stream::out, plugin_metadata(BERTH_VERSION));
    return 0;
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
  if (const auto answered = answer_docker(arguments)) return *answered;
  Context context;
  try {
    const auto invocation = read_invocation(arguments, [&](const char* name) { return context.environment(name); });
    if (!invocation.words.empty() && invocation.words.front() == hooks_command) return 0;  // no hints to give
    set_environment(invocation);
    context.as_docker_compose = invocation.as_docker_compose;
    context.command = fmt::format("{} {}", invocation.name, fmt::join(invocation.words, " "));
    return run(invocation, context);
  } catch (const Reported& reported) {
    return reported.exit_code;
  } catch (const plan::ProjectError& error) {
    context.tell({.code = "project", .span = error.span(), .message = error.what(), .hint = error.hint()});
    return error.exit_code();
  } catch (const Error& error) {
    return report(context, error);
  } catch (const std::exception& error) {  // a defect of Berth's own: say so, never a bare abort
    return report(context, Error(fmt::format("internal error: {}", error.what()),
                                 "this is a defect of Berth; please report it with the command that you ran"));
  }
}
