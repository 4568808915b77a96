#include "compose/paths.hpp"

#include <doctest/doctest.h>

using namespace berth::compose;

TEST_CASE("clean_path") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"", "."},
      {".", "."},
      {"/", "/"},
      {"a//b/./c/", "a/b/c"},
      {"a/../b", "b"},
      {"../a", "../a"},
      {"a/../../b", "../b"},
      {"/../a", "/a"},
      {"/a/b/..", "/a"},
      {"a/..", "."},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(clean_path(c.input) == c.expected);
  }
}

TEST_CASE("joining and taking apart") {
  CHECK(join_path("/p", "a/../b") == "/p/b");
  CHECK(join_path("/p", "/q") == "/q");
  CHECK(join_path("/p", ".") == "/p");
  CHECK(directory_of("/a/b") == "/a");
  CHECK(directory_of("/a") == "/");
  CHECK(directory_of("a") == ".");
  CHECK(base_name("/a/b/") == "b");
  CHECK(base_name("/") == "/");
  CHECK(base_name("") == ".");
  CHECK(expand_home("~/x", "/home/me") == "/home/me/x");
  CHECK(expand_home("~", "/home/me") == "/home/me");
  CHECK(expand_home("~you/x", "/home/me") == "~you/x");
  CHECK(expand_home("~/x", "") == "~/x");
}

TEST_CASE("relative_path") {
  CHECK(relative_path("/a/b/c", "/a/b") == "c");
  CHECK(relative_path("/a/b", "/a/b") == ".");
  CHECK(relative_path("/a/c", "/a/b") == "../c");
  CHECK(relative_path("/a", "/") == "a");
  CHECK(relative_path("/", "/a/b") == "../..");
}
