#include "cli/commands.hpp"
#include "cli/completion.hpp"

namespace berth::cli {
namespace {

using Script = std::string (*)(const std::vector<CompletedCommand>&);

/// The table of the program itself, which is made once more to be looked at.
std::vector<CompletedCommand> table() {
  Context context;
  CommandLine line(program_name, program_about);
  add_global_options(line.root(), context.options);
  add_commands(line, context);
  return line.described();
}

void add_script(Command& command, const std::string& shell, Script script) {
  command.command(shell, "For " + shell).run([script] {
    write(Stream::out, script(table()));
    return 0;
  });
}

}  // namespace

void add_completion_command(Command& root, Context&) {
  auto& command = root.command("completion", "Print a script that completes commands, options and services");
  add_script(command, "bash", bash_completion);
  add_script(command, "zsh", zsh_completion);
  add_script(command, "fish", fish_completion);
}

}  // namespace berth::cli
