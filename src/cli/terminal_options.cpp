#include "cli/terminal_options.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/input_modes.hpp"

namespace berth::cli {

void add_terminal_options(Command& command, TerminalArguments& arguments) {
  command.flag("-T,--no-tty", arguments.no_tty, "No terminal on the other side; without it: where this is one")
      .flag("-i,--interactive", arguments.interactive, "Pass standard input on, which is the case anyway")
      .flag("-t,--tty", arguments.tty, "A terminal, which is the case anyway")
      .also_spelt("--no-TTY", "--no-tty")
      .hidden("--interactive,--tty")
      .excludes("--tty", "--no-tty");
}

bool wants_terminal(const TerminalArguments& arguments) {
  if (arguments.no_tty || !terminal_info(Stream::out).is_terminal) return false;
  return !arguments.interactive || input_is_terminal();
}

std::map<std::string, std::optional<std::string>> environment_of(const std::vector<std::string>& given,
                                                                 const Context& context, const ProjectOrName& source) {
  std::map<std::string, std::optional<std::string>> environment;
  for (const auto& text : given) {
    const auto equals = text.find('=');
    const auto key = text.substr(0, equals);
    if (key.empty()) throw Error(fmt::format("--env {}: there is no name before the value", text), "write KEY=VALUE");
    if (equals != std::string::npos) {
      environment[key] = text.substr(equals + 1);
      continue;
    }
    const auto value = source.project ? source.project->environment.value(key) : context.environment(key.c_str());
    if (value) environment[key] = *value;
  }
  return environment;
}

ServiceCommand split_command(const std::vector<std::string>& words, std::size_t at_least, const std::string& command) {
  if (words.size() < at_least) {
    throw Error(fmt::format("{} needs {}", command, at_least == 1 ? "a service" : "a service and a command"),
                fmt::format("see \"berth {} --help\"", command));
  }
  return {words.front(), {words.begin() + 1, words.end()}};
}

}  // namespace berth::cli
