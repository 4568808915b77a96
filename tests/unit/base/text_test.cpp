#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace berth;

TEST_CASE("escape_terminal leaves text alone and disarms control bytes") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"plain", "plain"},
      {"grüße 漢字", "grüße 漢字"},
      {"a\x1b[31mred", "a\\x1b[31mred"},
      {"two\nlines", "two\\nlines"},
      {"tab\there", "tab\\there"},
      {"title\x1b]0;PWN\x07", "title\\x1b]0;PWN\\x07"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc0\xaf", "\\xc0\\xaf"},
      {"c1 \xc2\x9b", "c1 \\u009b"},
      {"bidi \xe2\x80\xae", "bidi \\u202e"},
      {"surrogate \xed\xa0\x80", "surrogate \\xed\\xa0\\x80"},
  };
  for (const auto& c : cases) CHECK(escape_terminal(c.input) == c.expected);
  CHECK(escape_terminal("a\tb", true) == "a\tb");
}

TEST_CASE("escape_json") {
  CHECK(escape_json("a\"b\\c\n\t\x01") == "a\\\"b\\\\c\\n\\t\\u0001");
  CHECK(escape_json("\xff") == "\\ufffd");
}

TEST_CASE("widths") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("漢字") == 4);
  CHECK(display_width("e\xcc\x81") == 1);
  CHECK(truncate_width("abcdef", 4) == "abc…");
  CHECK(truncate_width("abcd", 4) == "abcd");
  CHECK(truncate_width("漢字漢字", 4) == "漢…");
  CHECK(truncate_width("abc", 0).empty());
}

TEST_CASE("closest finds what was meant, and nothing where nothing is near") {
  const std::string_view words[] = {"ports", "image", "volumes", "pid"};
  CHECK(closest("prots", words) == "ports");
  CHECK(closest("imgae", words) == "image");
  CHECK(closest("volume", words) == "volumes");
  CHECK_FALSE(closest("colour", words));
  CHECK_FALSE(closest("xyz", words));
  CHECK(edit_distance("kitten", "sitting", 5) == 3);
  CHECK(edit_distance("kitten", "sitting", 1) == 2);
}

TEST_CASE("split, trim, join") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(trim("  a b\t\n") == "a b");
  CHECK(trim(" \t").empty());
  const std::string words[] = {"a", "b", "c"};
  CHECK(join_words(words) == "a, b and c");
}
