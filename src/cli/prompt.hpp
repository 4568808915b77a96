// Questions to the user.
#pragma once

#include <string_view>

namespace berth::cli {

/// Asks on the terminal and reads one line; without a terminal on standard input the answer is `otherwise`.
bool ask(std::string_view question, bool otherwise);

}  // namespace berth::cli
