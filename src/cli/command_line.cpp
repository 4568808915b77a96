#include "cli/command_line.hpp"

#include <deque>
#include <set>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/terminal.hpp"

namespace berth::cli {

struct Command::Impl {
  Impl(CLI::App& application, Impl* parent_, std::set<std::string_view> words_)
      : app(application), parent(parent_), handle(Command(*this)), words(std::move(words_)) {}

  CLI::App& app;
  Impl* parent;
  Command handle;
  std::deque<std::unique_ptr<Impl>> children;
  std::function<int()> body;
  std::unique_ptr<CLI::App> owned;   // the root's only
  std::set<std::string_view> words;  // of the command line, if they are known yet; the root's only
  /// Its name is nowhere on the command line, so nobody will ask for its options: they are not even made. With dozens
  /// of commands that is a quarter of what a quick command does in all.
  bool dormant = false;

  [[nodiscard]] bool is_named(const std::string& name) const {
    return parent == nullptr ? words.empty() || words.contains(name) : parent->is_named(name);
  }
};

namespace {

constexpr int no_answer = -1;

/// The usage line, groups and column widths of `berth COMMAND --help`.
void style(CLI::App& app) {
  app.get_formatter()->column_width(34);
  app.get_formatter()->label("REQUIRED", "");
  app.set_help_flag("-h,--help", "Show this help");
}

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

const CLI::App& deepest(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : deepest(*given.front());
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

[[noreturn]] void refuse(const CLI::App& root, const CLI::ParseError& error) {
  const auto& app = deepest(root);
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

}  // namespace

Command& Command::flag(const std::string& names, bool& target, const std::string& help) {
  if (impl_->dormant) return *this;
  impl_->app.add_flag(names, target, help);
  return *this;
}

Command& Command::option(const std::string& names, std::string& target, const std::string& value,
                         const std::string& help) {
  if (impl_->dormant) return *this;
  impl_->app.add_option(names, target, help)->type_name(value)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return *this;
}

Command& Command::option(const std::string& names, std::optional<std::string>& target, const std::string& value,
                         const std::string& help) {
  if (impl_->dormant) return *this;
  const auto store = [&target](const std::string& given) { target = given; };
  impl_->app.add_option_function<std::string>(names, store, help)
      ->type_name(value)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return *this;
}

Command& Command::option(const std::string& names, std::optional<int>& target, const std::string& value,
                         const std::string& help) {
  if (impl_->dormant) return *this;
  const auto store = [&target](const int& given) { target = given; };
  impl_->app.add_option_function<int>(names, store, help)
      ->type_name(value)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return *this;
}

Command& Command::option(const std::string& names, std::vector<std::string>& target, const std::string& value,
                         const std::string& help) {
  if (impl_->dormant) return *this;
  impl_->app.add_option(names, target, help)->type_name(value)->allow_extra_args(false);
  return *this;
}

Command& Command::choice(const std::string& names, std::string& target, const std::vector<std::string>& words,
                         const std::string& help) {
  if (impl_->dormant) return *this;
  impl_->app.add_option(names, target, help)
      ->type_name(fmt::format("{}", fmt::join(words, "|")))
      ->check([words, names](const std::string& given) {
        return std::ranges::find(words, given) != words.end()
                   ? std::string()
                   : fmt::format("\"{}\" is none of {}", given, fmt::join(words, ", "));
      });
  return *this;
}

Command& Command::arguments(const std::string& name, std::vector<std::string>& target, const std::string& help) {
  if (impl_->dormant) return *this;
  impl_->app.add_option(name, target, help)->type_name("");
  return *this;
}

Command& Command::excludes(const std::string& option, const std::string& other) {
  if (impl_->dormant) return *this;
  impl_->app.get_option(option)->excludes(impl_->app.get_option(other));
  return *this;
}

Command& Command::hidden(const std::string& names) {
  if (impl_->dormant) return *this;
  for (const auto name : split(names, ',')) impl_->app.get_option(std::string(name))->group("");
  return *this;
}

Command& Command::command(const std::string& name, const std::string& help) {
  auto* app = impl_->app.add_subcommand(name, help);
  style(*app);
  impl_->children.push_back(std::make_unique<Impl>(*app, impl_, std::set<std::string_view>()));
  impl_->children.back()->dormant = impl_->dormant || !impl_->is_named(name);
  return impl_->children.back()->handle;
}

Command& Command::hidden_command(const std::string& name, const std::string& help) {
  auto& added = command(name, help);
  added.impl_->app.group("");
  return added;
}

Command& Command::run(std::function<int()> body) {
  impl_->body = std::move(body);
  return *this;
}

CommandLine::CommandLine(const std::string& name, const std::string& description, std::span<const char* const> words) {
  auto app = std::make_unique<CLI::App>(description, name);
  style(*app);
  impl_ = std::make_unique<Command::Impl>(*app, nullptr, std::set<std::string_view>(words.begin(), words.end()));
  impl_->owned = std::move(app);
}

CommandLine::~CommandLine() = default;

Command& CommandLine::root() {
  return impl_->handle;
}

int CommandLine::parse_and_run(int argc, const char* const* argv) {
  auto& app = impl_->app;
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    write(Stream::out, deepest(app).help());
    return 0;
  } catch (const CLI::ParseError& error) {
    refuse(app, error);
  }
  const Command::Impl* given = impl_.get();
  for (bool deeper = true; deeper;) {
    deeper = false;
    for (const auto& child : given->children) {
      if (child->app.parsed()) {
        given = child.get();
        deeper = true;
        break;
      }
    }
  }
  // The root's body may leave the command line without an answer: then the help is the answer.
  if (const int code = given->body ? given->body() : no_answer; code != no_answer) return code;
  write(Stream::out, given->app.help());
  return 0;
}

}  // namespace berth::cli
