#include "cli/prompt.hpp"

#include <iostream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.hpp"
#include "cli/terminal.hpp"

namespace berth::cli {

bool ask(std::string_view question, bool otherwise) {
  if (::isatty(STDIN_FILENO) != 1) return otherwise;
  write(Stream::error, fmt::format("{} [{}] ", escape_terminal(question), otherwise ? "Y/n" : "y/N"));
  std::string answer;
  if (!std::getline(std::cin, answer)) return false;
  const auto given = to_lower(trim(answer));
  return given.empty() ? otherwise : given == "y" || given == "yes";
}

}  // namespace berth::cli
