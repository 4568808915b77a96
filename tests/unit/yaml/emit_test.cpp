#include "yaml/emit.hpp"

#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace berth;
using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

namespace {

Node map_of(std::string key, Node value) {
  Mapping mapping;
  mapping.set(std::move(key), std::move(value));
  return Node(std::move(mapping));
}

}  // namespace

TEST_CASE("a string is quoted only where it must be") {
  struct Case {
    std::string_view text, expected;
  };
  const Case cases[] = {
      {"word", "word"},
      {"two words", "two words"},
      {"", "\"\""},
      {"1", "\"1\""},
      {"1.5", "\"1.5\""},
      {"true", "\"true\""},
      {"null", "\"null\""},
      {"~", "\"~\""},
      {"2001-12-14", "\"2001-12-14\""},
      {"0x1F", "\"0x1F\""},
      {"yes", "'yes'"},
      {"n", "'n'"},
      {"22:22", "'22:22'"},
      {"8080:80", "8080:80"},
      {"a: b", "'a: b'"},
      {"a:b", "a:b"},
      {"quay.io/x:", "'quay.io/x:'"},
      {"a #b", "'a #b'"},
      {"a#b", "a#b"},
      {"#a", "'#a'"},
      {"@a", "'@a'"},
      {"{a}", "'{a}'"},
      {"[1, 2]", "'[1, 2]'"},
      {"-a", "-a"},
      {"- a", "'- a'"},
      {"-", "'-'"},
      {"...", "'...'"},
      {"it's", "it's"},
      {"'q'", "'''q'''"},
      {"\"q\"", "'\"q\"'"},
      {" pad ", "' pad '"},
      {"a\tb", "\"a\\tb\""},
      {"a\"\tb", "\"a\\\"\\tb\""},
      {std::string_view("A\xC3\xA9\t\0", 5), "\"A\xC3\xA9\\t\\0\""},
      {"\x1b[0m", "\"\\e[0m\""},
      {"\xE2\x98\xBA", "\xE2\x98\xBA"},
      {"a\nb", "|-\n  a\n  b"},
      {"a\nb\n", "|\n  a\n  b"},
      {"a\n\n", "|+\n  a\n"},
      {" a\nb\n", "|2\n   a\n  b"},
      {"a \nb", "\"a \\nb\""},
      {"a\nb ", "\"a\\nb \""},
      {"\n", "\"\\n\""},
      {"a\n\nb", "|-\n  a\n\n  b"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(yaml::emit_yaml(map_of("k", Node(c.text))) == "k: " + std::string(c.expected) + "\n");
  }
}

TEST_CASE("other scalars") {
  CHECK(yaml::emit_yaml(map_of("k", Node())) == "k: null\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(true))) == "k: true\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(std::int64_t{-5}))) == "k: -5\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(0.5))) == "k: 0.5\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(1e20))) == "k: 1e+20\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(std::numeric_limits<double>::infinity()))) == "k: .inf\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(yaml::Timestamp{"2001-12-14 21:59:43.1 -0500 -0500"}))) ==
        "k: 2001-12-14T21:59:43.1-05:00\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(std::string_view("\xFF\xFE")))) == "k: !!binary //4=\n");
}

TEST_CASE("keys, nesting and empty collections") {
  CHECK(yaml::emit_yaml(map_of("1", Node("a"))) == "\"1\": a\n");
  CHECK(yaml::emit_yaml(map_of("n", Node("a"))) == "'n': a\n");
  CHECK(yaml::emit_yaml(map_of(std::string(200, 'k'), Node("a"))) == "? " + std::string(200, 'k') + "\n: a\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(Sequence{}))) == "k: []\n");
  CHECK(yaml::emit_yaml(map_of("k", Node(Mapping{}))) == "k: {}\n");
  CHECK(yaml::emit_yaml(Node(Mapping{})) == "{}\n");
  CHECK(yaml::emit_yaml(Node("a\nb")) == "|-\n  a\n  b\n");
  Mapping item;
  item.set("a", Node("b"));
  item.set("c", Node(Sequence{Node("d"), Node(Sequence{Node("e"), Node("f")}), Node(Mapping{})}));
  const auto tree = map_of("list", Node(Sequence{Node(item), Node("x\ny\n")}));
  CHECK(yaml::emit_yaml(tree) ==
        "list:\n  - a: b\n    c:\n      - d\n      - - e\n        - f\n      - {}\n  - |\n    x\n    y\n");
}

TEST_CASE("long text is folded at the first blank behind column 80") {
  const std::string word(30, 'w');
  const auto text = word + " " + word + " " + word + " " + word;
  CHECK(yaml::emit_yaml(map_of("k", Node(text))) == "k: " + word + " " + word + " " + word + "\n  " + word + "\n");
  const auto wide = word + " " + word + " " + word + "  " + word;
  CHECK(yaml::emit_yaml(map_of("k", Node(wide))) == "k: " + wide + "\n");
}

TEST_CASE("JSON as Go writes it") {
  Mapping tree;
  tree.set("text", Node("<a> & \"b\"\n\x01\xE2\x80\xA8\xFF"));
  tree.set("numbers", Node(Sequence{Node(std::int64_t{1}), Node(1.0), Node(1e21), Node(1e-7), Node(123456789.5)}));
  tree.set("empty", Node(Sequence{Node(Mapping{}), Node(Sequence{}), Node()}));
  CHECK(yaml::emit_json(Node(tree), 0) ==
        R"({"text":"\u003ca\u003e \u0026 \"b\"\n\u0001\u2028\ufffd","numbers":[1,1,1e+21,1e-7,123456789.5],)"
        R"("empty":[{},[],null]})");
  CHECK(yaml::emit_json(map_of("a", Node(Sequence{Node(true)}))) == "{\n  \"a\": [\n    true\n  ]\n}");
  CHECK_THROWS_AS(yaml::emit_json(Node(std::numeric_limits<double>::quiet_NaN())), Error);
}
