// Completion of Berth's command line by shells: short scripts that ask the program itself at each key
// (cli/complete_words.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::cli {

/// A command as it is completed.
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

extern const std::string_view bash_completion;
extern const std::string_view zsh_completion;
extern const std::string_view fish_completion;

}  // namespace berth::cli
