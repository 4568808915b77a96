// What the scripts do is tried in the shells themselves (tests/shells).
#include "cli/completion.hpp"

#include <doctest/doctest.h>

using namespace berth::cli;

TEST_CASE("each script asks the program, and says where it belongs") {
  for (const auto script : {bash_completion, zsh_completion, fish_completion}) {
    CHECK(script.find("__complete") != std::string_view::npos);
    CHECK(script.find("folder") != std::string_view::npos);
    CHECK(script.ends_with('\n'));
  }
}
