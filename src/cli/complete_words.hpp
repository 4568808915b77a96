// What could come next on a command line, for callers that ask at each key: `__complete WORD…`, as cobra's programs
// answer it. Pure but for the names of services, which the caller looks up.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/completion.hpp"

namespace berth::cli {

struct Candidates {
  enum class Names { none, services, profiles, projects, files };
  std::vector<std::pair<std::string, std::string>> words;  ///< with what each does; they begin with the last word
  Names names = Names::none;                               ///< which the caller adds
  std::vector<std::string> globals;                        ///< the words before the command: they name the project
};

/// `words`: all behind the program's name; the last one, which may be empty, is what is being typed.
Candidates complete_words(const std::vector<CompletedCommand>& commands, std::span<const std::string> words);

/// As cobra writes it: "word<tab>what it does" a line, then a line ":4", or ":0" when file names are wanted, too.
std::string cobra_answer(const Candidates& candidates);

}  // namespace berth::cli
