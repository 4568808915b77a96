// The command line as a tree of commands with options; hides the option parser (CLI11) from the commands.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

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
  /// Everything after the options.
  Command& arguments(const std::string& name, std::vector<std::string>& target, const std::string& help);
  /// The two options given last time by name cannot be used together.
  Command& excludes(const std::string& option, const std::string& other);
  /// Accepted, but left out of the help: deprecated spellings and options without effect.
  Command& hidden(const std::string& names);

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
  /// `words`, if given: what will be parsed, so that only commands whose names are among them need to be made whole.
  CommandLine(const std::string& name, const std::string& description, std::span<const char* const> words = {});
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command& root();

  /// Parses and runs the command that was given. Help goes to standard output (exit code 0); what cannot be parsed is
  /// a berth::Error. Without a command the help is printed.
  int parse_and_run(int argc, const char* const* argv);

 private:
  std::unique_ptr<Command::Impl> impl_;
};

}  // namespace berth::cli
