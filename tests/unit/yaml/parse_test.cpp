#include "yaml/parse.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "yaml/emit.hpp"

using namespace berth;

namespace {

struct Parsed {
  SourceFiles files;
  Diagnostics diagnostics;
  std::vector<yaml::Node> documents;

  [[nodiscard]] std::string first_problem() const {
    const auto all = diagnostics.sorted();
    const auto error = std::ranges::find(all, Severity::error, &Diagnostic::severity);
    if (error == all.end()) return {};
    const auto& problem = *error;
    return files.describe(problem.span.begin) + " " + std::string(problem.code.name()) + ": " + problem.message;
  }
  [[nodiscard]] std::string json() const {
    std::string all;
    for (const auto& document : documents) all += (all.empty() ? "" : " ") + yaml::emit_json(document, 0);
    return all;
  }
};

Parsed parse(std::string text, const yaml::Limits& limits = {}) {
  Parsed parsed;
  const auto file = parsed.files.add("f", std::move(text));
  parsed.documents = yaml::parse(file, parsed.files, limits, parsed.diagnostics);
  return parsed;
}

std::string place(const Span& span) {
  return std::to_string(span.begin.line) + ":" + std::to_string(span.begin.column) + "+" + std::to_string(span.length);
}

}  // namespace

TEST_CASE("parse reads values as go-yaml does") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"# nothing\n", ""},
      {"a: 1\n", R"({"a":1})"},
      {"\xEF\xBB\xBF"
       "a: 1\n",
       R"({"a":1})"},
      {"a: 1\r\nb: 2\r\n", R"({"a":1,"b":2})"},
      {"? a\n: b\n", R"({"a":"b"})"},
      {"a:\nb: ~\n", R"({"a":null,"b":null})"},
      {"a: 1\n---\nb: 2\n", R"({"a":1} {"b":2})"},
      {"a: 1\n...\nb: 2\n", R"({"a":1} {"b":2})"},
      {"a: \"x\\ty\\u263a\"\nb: 'it''s'\n", "{\"a\":\"x\\ty\xE2\x98\xBA\",\"b\":\"it's\"}"},
      {"a: |\n  x\n  y\nb: >-\n  x\n  y\n", R"({"a":"x\ny\n","b":"x y"})"},
      {"a: word\n  more\n", R"({"a":"word more"})"},
      {"a: &x {k: 1}\nb: *x\n", R"({"a":{"k":1},"b":{"k":1}})"},
      {"a: &x 1\nb: &x 2\nc: *x\n", R"({"a":1,"b":2,"c":2})"},
      {"x: &x {k: 1, l: 2}\na: {l: 3, <<: *x, m: 4}\n", R"({"x":{"k":1,"l":2},"a":{"l":3,"m":4,"k":1}})"},
      {"x: &x {k: 1}\ny: &y {k: 2, l: 3}\na:\n  <<: [*x, *y]\n",
       R"({"x":{"k":1},"y":{"k":2,"l":3},"a":{"k":1,"l":3}})"},
      {"a: {<<: {k: 1}}\n", R"({"a":{"k":1}})"},
      {"a: {\"<<\": {k: 1}}\n", R"({"a":{"\u003c\u003c":{"k":1}}})"},
      {"a: <<\nb: [1, <<]\n", R"({"b":[1]})"},
      {"a: !!str 1\nb: !!int \"2\"\nc: !own 3\nd: ! 4\n", R"({"a":"1","b":2,"c":"3","d":"4"})"},
      {"yes: 1\n", R"({"yes":1})"},
      {"a: \"\\N\\_é\\L\"\n", "{\"a\":\"\xC2\x85\xC2\xA0é\\u2028\"}"},
      {"a: 2001-12-14\n", R"({"a":"2001-12-14T00:00:00Z"})"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto parsed = parse(std::string(c.input));
    CHECK(parsed.first_problem().empty());
    CHECK(parsed.json() == c.expected);
  }
}

TEST_CASE("parse keeps !reset and !override on the node") {
  const auto parsed = parse("a: !reset\nb: !reset null\nc: !override [1]\nd: !override 2\ne: !reset []\n");
  REQUIRE(parsed.documents.size() == 1);
  const auto& root = parsed.documents[0];
  CHECK(root.find("a")->tag() == yaml::Tag::reset);
  CHECK(root.find("b")->tag() == yaml::Tag::reset);
  CHECK(root.find("b")->is_null());
  CHECK(root.find("c")->tag() == yaml::Tag::override);
  CHECK(root.find("d")->integer() == 2);
  CHECK(root.find("e")->is_sequence());
}

TEST_CASE("tags that mean nothing are passed over, and told") {
  const auto parsed = parse("a: !rest [1]\nb: !own 3\n");
  const auto told = parsed.diagnostics.sorted();
  REQUIRE(told.size() == 2);
  CHECK(told[0].code == Code("ignored-tag"));
  CHECK(told[0].hint == "did you mean !reset?");
  CHECK(told[1].span == Span{{1, 2, 4}, 4});
  CHECK(parsed.json() == R"({"a":[1],"b":"3"})");
}

TEST_CASE("what could not be read stands as broken, what is not whole as incomplete") {
  using yaml::Fault;
  const auto faulty = parse("a: 1\n---\nb: [\n");
  REQUIRE(faulty.documents.size() == 2);
  CHECK(faulty.documents[0].fault() == Fault::none);
  CHECK(faulty.documents[1].broken());
  CHECK(parse("\xff").documents.at(0).broken());
  const auto twice = parse("a: {b: 1}\na: {c: 2}\n8: x\n");
  CHECK(twice.documents.at(0).fault() == Fault::incomplete);
  CHECK(twice.documents.at(0).find("a")->fault() == Fault::incomplete);
  CHECK(twice.documents.at(0).find("8") == nullptr);
}

TEST_CASE("every value knows its place") {
  const auto parsed =
      parse("key: word\nü: \"é x\"\nlist:\n  - !!str 5 # five\n  - |\n    text\nnone:\nx: &a  {k: v}\ny: *a\n");
  REQUIRE(parsed.documents.size() == 1);
  const auto& root = parsed.documents[0];
  CHECK(place(root.span()) == "1:1+1");
  CHECK(place(root.mapping().find_entry("key")->key_span) == "1:1+3");
  CHECK(place(root.find("key")->span()) == "1:6+4");
  CHECK(place(root.find("ü")->span()) == "2:4+5");
  CHECK(place(root.find("list")->sequence()[0].span()) == "4:11+1");
  CHECK(place(root.find("list")->sequence()[1].span()) == "5:5+1");
  CHECK(root.find("list")->sequence()[1].style() == yaml::Style::literal);
  CHECK(place(root.find("none")->span()) == "7:1+4");
  CHECK(place(root.find("x")->span()) == "8:8+1");
  CHECK(place(root.find("y")->find("k")->span()) == "8:12+1");
}

TEST_CASE("what is wrong is said where it starts") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"a: \"open\nb: 1\n", "f:1:4 yaml-syntax: the quote that opens here is never closed"},
      {"a: 'open", "f:1:4 yaml-syntax: the quote that opens here is never closed"},
      {"a: \"open\nb: \"x\"\n", "f:1:4 yaml-syntax: the quote that opens here is only closed on line 2"},
      {"a: 1\n\tb: 2\n", "f:2:1 yaml-syntax: a tab cannot indent YAML"},
      {"a:\n\tb: 2\n", "f:2:1 yaml-syntax: a tab cannot indent YAML"},
      {"a:\n    b: 1\n  c: 2\n", "f:3:3 yaml-syntax: the indentation of this line fits none of the lines above"},
      {"a: 1\n  b: 2\n", "f:2:3 yaml-syntax: \"b:\" cannot be a key here, because the line above already has a value"},
      {"a: b: c\n", "f:1:5 yaml-syntax: a second \": \" on this line makes no sense to YAML"},
      {"a: [1, 2\nb: 3\n", "f:1:4 yaml-syntax: the '[' that opens here is not closed"},
      {"a: {b: c}}\n", "f:1:10 yaml-syntax: this bracket closes nothing"},
      {"a: \"\\q\"\n", "f:1:5 yaml-syntax: \"\\q\" is no escape in double quotes"},
      {"a: \"x\" y\n", "f:1:8 yaml-syntax: there is text behind the end of the value"},
      {"- a\nb: c\n", "f:2:1 yaml-syntax: there is text behind the end of the document"},
      {"a: b\n- c\n", "f:2:1 yaml-syntax: a list item cannot stand among the keys of a mapping"},
      {"a: - b\n", "f:1:4 yaml-syntax: a list item cannot stand here"},
      {"a: @b\n", "f:1:4 yaml-syntax: a value cannot start with '@'"},
      {"a: \x01\n", "f:1:4 yaml-syntax: a control character cannot stand in a YAML file"},
      {"a: \xFF\n", "f:1:4 yaml-syntax: the file is not UTF-8 here"},
      {"a: &one 1\nb: *on\n", "f:2:4 unknown-anchor: \"*on\" refers to an anchor that is not defined"},
      {"a: &x {*x, b: c}\n", "f:1:8 alias-cycle: this alias stands inside of what it refers to, so it would never end"},
      {"a: &x\n  b: *x\n", "f:2:6 alias-cycle: this alias stands inside of what it refers to, so it would never end"},
      {"a: 1\nb: 2\na: 3\n", "f:3:1 duplicate-key: the key \"a\" is already used in this mapping"},
      {"a: {<<: {b: 1}, <<: {c: 2}}\n", "f:1:17 duplicate-key: the key \"<<\" is already used in this mapping"},
      {"a: {<<: 1}\n", "f:1:9 invalid-merge: the merge key << takes a mapping or a list of mappings"},
      {"8080: a\n", "f:1:1 invalid-key: a key must be text, but this one is a number"},
      {"? [a]\n: b\n", "f:1:3 invalid-key: a key must be text, but this one is a list"},
      {"a: !!int x\n", "f:1:10 invalid-tag: \"x\" is no value of the type !!int"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(parse(std::string(c.input)).first_problem() == c.expected);
  }
}

TEST_CASE("a duplicate key shows both places") {
  const auto parsed = parse("a: 1\na: 2\n");
  REQUIRE(parsed.diagnostics.all().size() == 1);
  REQUIRE(parsed.diagnostics.all()[0].notes.size() == 1);
  CHECK(parsed.diagnostics.all()[0].notes[0].span.begin.line == 1);
}

TEST_CASE("limits end the work early") {
  const auto repeat = [](std::string_view part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
  };
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    const auto name = std::to_string(i);
    const auto before = "*a" + std::to_string(i - 1) + ",";
    bomb += "a" + name + ": &a" + name + " [" + repeat(before, 10) + "]\n";
  }
  CHECK(parse(bomb).first_problem().ends_with(
      "limit: aliases make this more than the 1000000 values that a project may have"));
  CHECK(parse(repeat("[", 200)).first_problem().ends_with("limit: values are nested deeper than 100 levels"));
  CHECK(parse(repeat("[", 1'000'000)).first_problem().ends_with("limit: values are nested deeper than 100 levels"));
  CHECK(parse(repeat("- ", 200)).first_problem().ends_with("limit: values are nested deeper than 100 levels"));
  CHECK(parse("[" + repeat("[],", 500'000)).first_problem().find("too many brackets") != std::string::npos);
  yaml::Limits small;
  small.bytes = 10;
  small.nodes = 20;
  small.documents = 2;
  CHECK(parse("a: 1234567890", small).first_problem() == "f limit: the file has 13 bytes; at most 10 are read");
  small.bytes = 1000;
  CHECK(parse(repeat("- a\n", 30), small).first_problem().ends_with("limit: the file has more than 20 values"));
  CHECK(parse(repeat("--- a\n", 3), small).first_problem().ends_with("limit: the file has more than 2 documents"));
}
