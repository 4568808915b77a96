#include "cli/command_parser.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace berth::cli {
namespace {

/// Names a command with those above it, and its arguments as they were given.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string arguments = {}, std::string about = {})
      : arguments_(std::move(arguments)), about_(std::move(about)) {
    column_width(34);
    label("REQUIRED", "");
  }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    if (app->get_parent() == nullptr) return CLI::Formatter::make_usage(app, std::move(name));
    if (!app->get_subcommands(nullptr).empty()) return fmt::format("Usage: {} COMMAND [OPTIONS]\n", full_name(*app));
    return fmt::format("Usage: {} [OPTIONS]{}{}\n", full_name(*app), arguments_.empty() ? "" : " ", arguments_);
  }

  std::string make_positionals(const CLI::App*) const override {
    return about_.empty() ? about_ : fmt::format("\nArguments:\n  {:<31} {}\n", arguments_, about_);
  }

  /// What follows the names of an option: its value, and dots when it may be given several times.
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0 || option->get_type_name().empty()) return {};
    return fmt::format(" {}{}", option->get_type_name(), option->get_expected_max() > 1 ? " ..." : "");
  }

 private:
  std::string arguments_;
  std::string about_;
};

/// Unknown commands and options, with what was probably meant.
std::string meant(const std::string& word, const CLI::App& app) {
  std::vector<std::string> names;
  if (word.starts_with('-')) {
    for (const auto* option : app.get_options()) {
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    for (const auto* sub : app.get_subcommands(nullptr)) names.push_back(sub->get_name());
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto found = closest(word.substr(0, word.find('=')), views);
  return found ? fmt::format("did you mean \"{}\"?", *found) : std::string();
}

/// How many words an option takes that begins with this one: "--env A=1" 2, "--env=A=1" 1, "-dT" 1, "-de A=1" 2.
std::size_t words_of_option(const CLI::App& app, const std::string& word) {
  if (word.starts_with("--")) {
    return word.find('=') == std::string::npos && takes_value(app.get_option_no_throw(word)) ? 2 : 1;
  }
  for (std::size_t at = 1; at < word.size(); ++at) {
    const auto* option = app.get_option_no_throw(std::string("-") + word[at]);
    if (takes_value(option)) return at + 1 == word.size() ? 2 : 1;
  }
  return 1;
}

}  // namespace

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::shared_ptr<CLI::FormatterBase> help_formatter(const std::string& arguments, const std::string& about) {
  return std::make_shared<HelpFormatter>(arguments, about);
}

std::string help_of(const CLI::App& app) {
  auto help = app.help();  // with blank lines at its end
  while (help.ends_with("\n\n")) help.pop_back();
  for (auto at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n", at)) help.erase(at, 1);
  return help;
}

bool takes_value(const CLI::Option* option) {
  return option != nullptr && option->get_items_expected_max() > 0;
}

std::size_t first_argument(const CLI::App& app, const std::vector<std::string>& words, std::size_t from) {
  while (from < words.size() && words[from].size() > 1 && words[from].front() == '-' && words[from] != "--")
    from += words_of_option(app, words[from]);
  return std::min(from, words.size());
}

void refuse_command(const CLI::App& app, const std::string& word) {
  const auto guess = meant(word, app);
  throw Error(fmt::format("unknown command \"{}\"", word),
              guess.empty() ? fmt::format("see \"{} --help\"", full_name(app)) : guess);
}

void refuse(const CLI::App& app, const CLI::ParseError& error) {
  const std::string help = fmt::format("see \"{} --help\"", full_name(app));
  const auto left = app.remaining();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !left.empty()) {
    const auto& word = left.front();
    const bool option = word.starts_with('-');
    const auto guess = meant(word, app);
    throw Error(fmt::format("unknown {} \"{}\"{}", option ? "option" : "command", word,
                            option ? fmt::format(" for {}", full_name(app)) : ""),
                guess.empty() ? help : guess);
  }
  throw Error(error.what(), help);
}

void describe_names(const CLI::App& app, const std::string& name, std::vector<std::string>& out) {
  out.push_back(name);
  for (const auto* option : app.get_options()) {
    std::string line = name;
    for (const auto& spelling : option->get_lnames()) line += " --" + spelling;
    for (const auto& spelling : option->get_snames()) line += " -" + spelling;
    if (line != name) out.push_back(std::move(line));
  }
}

CompletedCommand describe(const CLI::App& app, const std::string& arguments) {
  CompletedCommand out;
  out.help = app.get_description();
  out.takes_services = arguments.find("SERVICE") != std::string::npos;
  for (const auto* option : app.get_options()) {
    if (option->get_positional() || option->get_group().empty()) continue;
    CompletedOption described;
    for (const auto& name : option->get_lnames()) described.names.push_back("--" + name);
    for (const auto& name : option->get_snames()) described.names.push_back("-" + name);
    described.takes_value = takes_value(option);
    described.help = option->get_description();
    const auto type = option->get_type_name();
    if (described.takes_value && type.find('|') != std::string::npos) {
      for (const auto word : split(type, '|')) described.words.emplace_back(word);
    }
    out.options.push_back(std::move(described));
  }
  return out;
}

}  // namespace berth::cli
