// Splitting `command: echo "a b"` into arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace berth::compose {

/// Words as compose splits a command string: blanks separate, quotes and backslashes protect, nothing is expanded.
/// Problem: a quote that is never closed or a backslash at the end.
Result<std::vector<std::string>> split_shell_words(std::string_view text);

}  // namespace berth::compose
