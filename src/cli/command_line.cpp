#include "cli/command_line.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/command_parser.hpp"
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
  std::vector<std::string>* verbatim = nullptr;  // takes everything from the first argument on
  std::string arguments;                         // as the help shows them
  bool takes_any_options = false;                // `verbatim` begins right behind the command's name
  std::unique_ptr<CLI::App> owned;               // the root's only
  std::function<void(Command&)> decorate;        // the root's only
  std::set<std::string_view> words;              // of the command line, if they are known yet; the root's only
  /// Its name is nowhere on the command line, so nobody will ask for its options: they are not even made. With dozens
  /// of commands that is a quarter of what a quick command does in all.
  bool dormant = false;

  [[nodiscard]] bool is_named(const std::string& name) { return root().words.empty() || root().words.contains(name); }
  Impl& root() { return parent == nullptr ? *this : parent->root(); }
  Impl* child(std::string_view name) {
    const auto found = std::ranges::find_if(children, [&](const auto& each) { return each->app.get_name() == name; });
    return found == children.end() ? nullptr : found->get();
  }
};

namespace {

constexpr int no_answer = -1;

/// The usage line, groups and column widths of `berth COMMAND --help`.
void style(CLI::App& app) {
  app.formatter(help_formatter());
  app.set_help_flag("-h,--help", "Show this help");
}

const CLI::App& deepest(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : deepest(*given.front());
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

Command& Command::arguments(const std::string& usage, std::vector<std::string>& target, const std::string& help) {
  if (impl_->dormant) return *this;
  impl_->app.add_option("arguments", target, help)->type_name("");
  impl_->app.formatter(help_formatter(usage, help));
  impl_->arguments = usage;
  return *this;
}

Command& Command::verbatim_arguments(const std::string& usage, std::vector<std::string>& target) {
  if (impl_->dormant) return *this;
  impl_->verbatim = &target;
  impl_->app.formatter(help_formatter(usage));
  impl_->arguments = usage;
  return *this;
}

Command& Command::any_options() {
  impl_->takes_any_options = true;
  return *this;
}

Command& Command::also_spelt(const std::string& old_name, const std::string& option) {
  if (impl_->dormant) return *this;
  auto* meant = impl_->app.get_option(option);
  if (takes_value(meant)) {
    const auto pass = [meant](const std::vector<std::string>& values) {
      for (const auto& value : values) meant->add_result(value);
      meant->run_callback();
    };
    impl_->app.add_option_function<std::vector<std::string>>(old_name, pass, "")->allow_extra_args(false)->group("");
  } else {
    impl_->app
        .add_flag_function(old_name,
                           [meant](std::int64_t) {
                             meant->add_result("true");
                             meant->run_callback();
                           })
        ->group("");
  }
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
  auto& added = impl_->children.back()->handle;
  if (const auto& decorate = impl_->root().decorate) decorate(added);
  return added;
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

void CommandLine::on_every_command(std::function<void(Command&)> decorate) {
  impl_->decorate = std::move(decorate);
}

std::vector<std::string> CommandLine::surface() const {
  std::vector<std::string> out;
  describe_names(impl_->app, "berth", out);
  for (const auto& child : impl_->children) describe_names(child->app, child->app.get_name(), out);
  return out;
}

std::vector<std::pair<std::string, std::string>> CommandLine::helps() const {
  std::vector<std::pair<std::string, std::string>> out;
  const std::function<void(const Command::Impl&, const std::string&)> add = [&](const auto& command, const auto& name) {
    out.emplace_back(name.empty() ? command.app.get_name() : name, help_of(command.app));
    for (const auto& child : command.children) {
      if (child->app.get_group().empty()) continue;
      add(*child, name.empty() ? child->app.get_name() : name + " " + child->app.get_name());
    }
  };
  add(*impl_, "");
  return out;
}

std::vector<CompletedCommand> CommandLine::described() const {
  std::vector<CompletedCommand> out{describe(impl_->app, {})};
  for (const auto& child : impl_->children) {
    if (child->app.get_group().empty()) continue;
    out.push_back(describe(child->app, child->arguments));
    out.back().name = child->app.get_name();
  }
  return out;
}

/// Takes the verbatim arguments of the command, if it has some, off the words and gives them to it.
void CommandLine::take_verbatim(std::vector<std::string>& words) {
  auto* command = impl_.get();
  auto at = first_argument(command->app, words, 0);
  while (command->verbatim == nullptr) {
    auto* child = at < words.size() ? command->child(words[at]) : nullptr;
    if (child == nullptr) {
      const bool unknown = command == impl_.get() && at < words.size() && words[at] != "--";
      if (unknown) refuse_command(command->app, words[at]);
      return;
    }
    command = child;
    if (command->verbatim == nullptr) at = first_argument(command->app, words, at + 1);
  }
  const auto first = command->takes_any_options ? at + 1 : first_argument(command->app, words, at + 1);
  const auto skipped = first < words.size() && words[first] == "--" ? 1U : 0U;
  command->verbatim->assign(words.begin() + static_cast<std::ptrdiff_t>(first + skipped), words.end());
  words.resize(first);
}

int CommandLine::parse_and_run(int argc, const char* const* argv) {
  auto& app = impl_->app;
  std::vector<std::string> words(argv + 1, argv + argc);
  take_verbatim(words);
  std::ranges::reverse(words);  // as the parser wants them
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    write(Stream::out, help_of(deepest(app)));
    return 0;
  } catch (const CLI::ParseError& error) {
    refuse(deepest(app), error);
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
  write(Stream::out, help_of(given->app));
  return 0;
}

}  // namespace berth::cli
