// What command_line.cpp adds to the option parser (CLI11): help texts, errors with what was meant, arguments that are
// taken as they are, a description for completions. Internal to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/completion.hpp"

namespace berth::cli {

/// "berth engine status"
std::string full_name(const CLI::App& app);

/// Names a command with those above it, and its arguments as `arguments` and `about` say.
std::shared_ptr<CLI::FormatterBase> help_formatter(const std::string& arguments = {}, const std::string& about = {});
std::string help_of(const CLI::App& app);

bool takes_value(const CLI::Option* option);

/// The first word from `from` on that is neither an option of the command nor the value of one.
std::size_t first_argument(const CLI::App& app, const std::vector<std::string>& words, std::size_t from);

/// Throws the parser's error as berth::Error; unknown commands and options with what was probably meant. `app`: the
/// command that was given.
[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error);

/// A word that stands where a command should, and is none.
[[noreturn]] void refuse_command(const CLI::App& app, const std::string& word);

/// "ps" and "ps --all -a" …: a line for the command and one for each option.
void describe_names(const CLI::App& app, const std::string& name, std::vector<std::string>& out);

/// Options that the help shows. `arguments`: as it shows them.
CompletedCommand describe(const CLI::App& app, const std::string& arguments);

}  // namespace berth::cli
