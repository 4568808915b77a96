#include "cli/complete_words.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace berth::cli {
namespace {

const CompletedOption* find_option(const CompletedCommand& command, std::string_view name) {
  for (const auto& option : command.options) {
    if (std::ranges::find(option.names, name) != option.names.end()) return &option;
  }
  return nullptr;
}

const CompletedCommand* find_command(const std::vector<CompletedCommand>& commands, std::string_view name) {
  const auto found = std::ranges::find(commands, name, &CompletedCommand::name);
  return found == commands.end() ? nullptr : &*found;
}

Candidates::Names names_of_value(std::string_view option) {
  if (option == "--profile") return Candidates::Names::profiles;
  if (option == "-p" || option == "--project-name") return Candidates::Names::projects;
  return Candidates::Names::files;
}

}  // namespace

Candidates complete_words(const std::vector<CompletedCommand>& commands, std::span<const std::string> words) {
  Candidates out;
  if (words.empty()) return out;
  const auto& typed = words.back();
  const auto* command = find_command(commands, "");
  const CompletedOption* open = nullptr;  // an option whose value comes next
  std::string_view open_name;
  for (const auto& word : words.first(words.size() - 1)) {
    const bool at_program = command->name.empty();
    if (std::exchange(open, nullptr) == nullptr) {
      if (word.starts_with('-')) {
        const auto* option = word.find('=') == std::string::npos ? find_option(*command, word) : nullptr;
        if (option != nullptr && option->takes_value) open = option;
        open_name = word;
      } else if (at_program) {
        command = find_command(commands, word);
        if (command == nullptr) return out;
        continue;
      }
    }
    if (at_program) out.globals.push_back(word);
  }
  const auto add = [&](const std::string& word, const std::string& help) {
    if (word.starts_with(typed)) out.words.emplace_back(word, help);
  };
  if (open != nullptr) {
    if (command->name.empty()) out.globals.pop_back();
    for (const auto& word : open->words) add(word, {});
    if (open->words.empty()) out.names = names_of_value(open_name);
  } else if (typed.starts_with('-')) {
    for (const auto& option : command->options) {
      for (const auto& name : option.names) {
        if (name.starts_with("--") || typed == name) add(name, option.help);
      }
    }
  } else if (command->name.empty()) {
    for (const auto& each : commands) {
      if (!each.name.empty()) add(each.name, each.help);
    }
  } else if (command->takes_services) {
    out.names = Candidates::Names::services;
  }
  return out;
}

std::string cobra_answer(const Candidates& candidates) {
  std::string out;
  for (const auto& [word, help] : candidates.words)
    out += help.empty() ? word + "\n" : fmt::format("{}\t{}\n", word, help);
  constexpr int default_directive = 0;
  constexpr int no_file_completion = 4;
  return out +
         fmt::format(":{}\n", candidates.names == Candidates::Names::files ? default_directive : no_file_completion);
}

}  // namespace berth::cli
