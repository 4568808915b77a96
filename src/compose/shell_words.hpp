// Splitting `command: echo "a b"` into arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace berth::compose {

/// Words as compose splits a command string (mattn/go-shellwords): blanks separate, quotes and backslashes protect,
/// nothing is expanded, and an unquoted `;`, `&`, `|`, `<` or `>` ends the command: the rest is dropped in silence.
/// Problem: a quote or `$(` that is never closed, a bracket outside of quotes, a backslash at the end.
Result<std::vector<std::string>> split_shell_words(std::string_view text);

/// Where split_shell_words() stops reading, so that the user can be warned; nullopt: it reads all.
std::optional<std::size_t> find_shell_operator(std::string_view text);

}  // namespace berth::compose
