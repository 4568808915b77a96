// The command line as a tree of commands with options; hides the option parser (CLI11) from the commands.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/completion.hpp"

namespace berth::cli {

/// One command (or the root). Names are given as "-f,--file"; targets keep their value when the option is absent and
/// must outlive the parse. Every method returns *this so that options read as a list.
class Command {
 public:
  Command& flag(const std::string& names, bool& target, const std::string& help);
  Command& option(const std::string& names, std::string& target, const std::string& value, const std::string& help);
  Command& option(const std::string& names, std::optional<std::string>& target, const std::string& value,
                  const std::string& help);
  Command& option(const std::string& names, std::optional<int>& target, const std::string& value,
                  const std::string& help);
  /// May be given several times, one value each.
  Command& option(const std::string& names, std::vector<std::string>& target, const std::string& value,
                  const std::string& help);
  /// One of the given words.
  Command& choice(const std::string& names, std::string& target, const std::vector<std::string>& words,
                  const std::string& help);
  /// Accepted without a word in the help, and given to the option of another name: spellings of old.
  Command& also_spelt(const std::string& old_name, const std::string& option);
  /// What is no option. `usage` is how the help shows it: "[SERVICE...]".
  Command& arguments(const std::string& usage, std::vector<std::string>& target, const std::string& help);
  /// The same, and nothing behind the first of them is an option of this command: "exec web ls -l".
  Command& verbatim_arguments(const std::string& usage, std::vector<std::string>& target);
  /// The two options given last time by name cannot be used together.
  Command& excludes(const std::string& option, const std::string& other);
  /// Accepted, but left out of the help: deprecated spellings and options without effect.
  Command& hidden(const std::string& names);

  /// Whatever looks like an option is taken for an argument.
  Command& any_options();

  Command& command(const std::string& name, const std::string& help);
  /// One that the help does not show: an old name.
  Command& hidden_command(const std::string& name, const std::string& help);
  /// What to do when this command was given; the result is the exit code, or -1 to show the help instead.
  Command& run(std::function<int()> body);

 private:
  friend class CommandLine;
  struct Impl;
  explicit Command(Impl& impl) : impl_(&impl) {}
  Impl* impl_;
};

class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& description);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command& root();
  /// Is called with each command that is added from now on: options that all of them take.
  void on_every_command(std::function<void(Command&)> decorate);
  /// Every command with its options, hidden ones too, "ps --all -a": for tests and completions.
  [[nodiscard]] std::vector<std::string> surface() const;
  /// The help of the program and of every command that is not hidden, by name ("engine status").
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> helps() const;
  /// What completions are made of: the program and its commands without what the help does not show.
  [[nodiscard]] std::vector<CompletedCommand> described() const;

  /// Parses and runs the command that was given. Help goes to standard output (exit code 0); what cannot be parsed is
  /// a berth::Error. Without a command the help is printed.
  int parse_and_run(int argc, const char* const* argv);

 private:
  void take_verbatim(std::vector<std::string>& words);

  std::unique_ptr<Command::Impl> impl_;
};

}  // namespace berth::cli
