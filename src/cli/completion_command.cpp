#include "cli/commands.hpp"
#include "cli/completion.hpp"

namespace berth::cli {
namespace {

void add_script(Command& command, const std::string& shell, std::string_view script) {
  command.command(shell, "For " + shell).run([script] {
    write(Stream::out, script);
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
