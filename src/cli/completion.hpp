// Completion scripts for shells, made from the table of commands.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace berth::cli {

/// A command as a shell has to know it.
struct CompletedOption {
  std::vector<std::string> names;  ///< "--file", "-f"
  bool takes_value = false;
  std::string help;
  std::vector<std::string> words;  ///< the values that it takes, where they are few
};

struct CompletedCommand {
  std::string name;  ///< empty: the program itself
  std::string help;
  bool takes_services = false;
  std::vector<CompletedOption> options;
};

/// Services, profiles and projects are asked for while completing: `berth config --services`, `config --profiles`,
/// `ls -q`. Pure.
std::string bash_completion(const std::vector<CompletedCommand>& commands);
std::string zsh_completion(const std::vector<CompletedCommand>& commands);
std::string fish_completion(const std::vector<CompletedCommand>& commands);

}  // namespace berth::cli
