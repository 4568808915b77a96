// Options that `exec` and `run` share: the terminal, the standard streams, the environment.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/project.hpp"

namespace berth::cli {

struct TerminalArguments {
  bool no_tty = false;
  bool interactive = true;
  bool tty = false;  ///< a habit from docker: without effect
};

/// -T, and the hidden -i and -t.
void add_terminal_options(Command& command, TerminalArguments& arguments);

/// Whether the other side gets a terminal: unless -T, where standard output is one, and standard input as well when it
/// is passed on.
bool wants_terminal(const TerminalArguments& arguments);

/// "KEY=VALUE", and "KEY" with the value that it has where the compose file's variables come from; without one it is
/// left out. Later ones win.
std::map<std::string, std::optional<std::string>> environment_of(const std::vector<std::string>& given,
                                                                 const Context& context, const ProjectOrName& source);

/// The service and the rest of the words. Throws berth::Error when there are too few: `usage` says what is missing.
struct ServiceCommand {
  std::string service;
  std::vector<std::string> command;
};
ServiceCommand split_command(const std::vector<std::string>& words, std::size_t at_least, const std::string& command);

}  // namespace berth::cli
