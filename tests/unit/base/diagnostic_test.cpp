#include "base/diagnostic.hpp"

#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "base/render.hpp"

using namespace berth;

TEST_CASE("a diagnostic quotes its line and points at the word") {
  SourceFiles files;
  const auto file = files.add("compose.yaml", "services:\n  web:\n    prots: []\n");
  const Diagnostic d{.code = "unknown-attribute",
                     .span = {{file, 3, 5}, 5},
                     .path = "services.web",
                     .message = "unknown attribute \"prots\"",
                     .hint = "did you mean \"ports\"?",
                     .notes = {{{{file, 1, 1}, 0}, "below"}}};
  CHECK(render_text(d, files) ==
        "compose.yaml:3:5: error: services.web: unknown attribute \"prots\" (did you mean \"ports\"?)\n"
        "    3 |     prots: []\n"
        "      |     ^^^^^\n"
        "  below compose.yaml:1:1\n");
  CHECK(render_json(d, files) ==
        R"({"file":"compose.yaml","range":{"start":{"line":3,"column":5},"end":{"line":3,"column":10}},)"
        R"("severity":"error","code":"unknown-attribute","path":"services.web",)"
        R"("message":"services.web: unknown attribute \"prots\"","hint":"did you mean \"ports\"?",)"
        R"("notes":[{"file":"compose.yaml","range":{"start":{"line":1,"column":1},"end":{"line":1,"column":1}},)"
        R"("message":"below"}]})");
  CHECK(render_text(d, files, {.colour = true}).starts_with("\x1b[1mcompose.yaml:3:5:\x1b[0m \x1b[1;31merror:\x1b[0m"));
}

TEST_CASE("a problem without a place, with advice") {
  const SourceFiles files;
  const Diagnostic d{.severity = Severity::warning,
                     .code = "several-files",
                     .span = {},
                     .path = {},
                     .message = "there are two",
                     .hint = "remove one",
                     .notes = {}};
  CHECK(render_text(d, files) == "berth: warning: there are two\n  hint: remove one\n");
  CHECK(render_json(d, files) ==
        R"({"severity":"warning","code":"several-files","message":"there are two","hint":"remove one"})");
}

TEST_CASE("the marker stands below the word, whatever the line is made of") {
  struct Case {
    const char* name;
    const char* line;
    std::uint32_t column, length;
    std::size_t columns;
    const char* expected;
  };
  const Case cases[] = {
      {"a tab", "\ta: b", 5, 1, 80, "    a: b\n       ^"},
      {"letters of two bytes", "ü: é x", 6, 1, 80, "ü: é x\n     ^"},
      {"wide letters", "名前: 値", 5, 1, 80, "名前: 値\n      ^^"},
      {"what cannot be printed", "a: \x1b[31mb", 5, 4, 80, "a: \\x1b[31mb\n       ^^^^"},
      {"the end of the line", "abc", 9, 1, 80, "abc\n   ^"},
      {"a long line, near its start", "0123456789abcdefghijklmnopqrstuvwxyz", 2, 3, 30, "0123456789abcdefghijk…\n ^^^"},
      {"a long line, near its end", "0123456789abcdefghijklmnopqrstuvwxyz", 35, 2, 30, "…rstuvwxyz\n        ^^"},
      {"a long line, in the middle", "0123456789abcdefghijklmnopqrstuvwxyz0123456789", 21, 2, 30,
       "…defghijklmnopqrstuvw…\n        ^^"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.name));
    SourceFiles files;
    const auto file = files.add("f", c.line);
    const Diagnostic d{
        .code = "limit", .span = {{file, 1, c.column}, c.length}, .path = {}, .message = "m", .hint = {}, .notes = {}};
    auto text = render_text(d, files, {.colour = false, .columns = c.columns});
    text.erase(0, text.find('\n') + 1);
    std::string expected = "    1 | " + std::string(c.expected);
    expected.insert(expected.find('\n') + 1, "      | ");
    CHECK(text == expected + "\n");
  }
}

TEST_CASE("foreign bytes in a message or file cannot reach the terminal") {
  SourceFiles files;
  const auto file = files.add("c\x1b.yaml", "a\x1b[31m: 1\n");
  const Diagnostic d{.severity = Severity::warning,
                     .code = "limit",
                     .span = {{file, 1, 1}, 1},
                     .path = {},
                     .message = "bad \x1b]0;x\x07",
                     .hint = {},
                     .notes = {}};
  CHECK(render_text(d, files) == "c\\x1b.yaml:1:1: warning: bad \\x1b]0;x\\x07\n    1 | a\\x1b[31m: 1\n      | ^\n");
}

TEST_CASE("more problems than anybody reads are only counted") {
  Diagnostics all;
  for (std::size_t i = 0; i < limits::problems; ++i) all.warning("limit", {}, "m");
  CHECK(all.keeps_all());
  all.warning("limit", {}, "m");
  CHECK(all.all().size() == limits::problems);
  CHECK_FALSE(all.keeps_all());
  CHECK_FALSE(all.has_errors());
  CHECK(all.count(Severity::warning) == limits::problems + 1);
}

TEST_CASE("warnings take no room from errors, and errors beyond those that are kept can end the search") {
  Diagnostics all;
  all.end_when_full(true);
  for (std::size_t i = 0; i < 2 * limits::problems; ++i) all.warning("limit", {}, "m");
  for (std::size_t i = 0; i < limits::problems; ++i) all.error("limit", {}, "m");
  CHECK(all.all().size() == 2 * limits::problems);
  CHECK_THROWS_AS(all.error("limit", {}, "m"), TooManyErrors);
  all.end_when_full(false);
  all.error("limit", {}, "m");
  CHECK(all.count(Severity::error) == limits::problems + 2);
}

TEST_CASE("secrets of a line are not quoted") {
  struct Case {
    const char *line, *expected;
  };
  const Case cases[] = {
      {"DB: postgres://me:hunter2@db/x", "DB: postgres://me:*******@db/x"},
      {"DB: http://me@db:80/x", "DB: http://me@db:80/x"},
      {"  POSTGRES_PASSWORD: geheim # x", "  POSTGRES_PASSWORD: ****** # x"},
      {"  - \"API_TOKEN=a b\"", "  - \"API_TOKEN=***\""},
      {"command: [\"--password\", \"hunter2\", \"-v\"]", "command: [\"--password\", \"*******\", \"-v\"]"},
      {"command: run --token abc --port 80", "command: run --token *** --port 80"},
      {"command: run --token --port 80 --password=a", "command: run --token --port 80 --password=*"},
      {"command: run --token $TOKEN", "command: run --token $TOKEN"},
      {"  - secret=abc", "  - secret=***"},
      {"  secrets: [abc]", "  secrets: [abc]"},
      {"  api_key: \"süß\"", "  api_key: \"***\""},
      {"  DB_PASSWORD: ${DB_PASSWORD:?}", "  DB_PASSWORD: ${DB_PASSWORD:?}"},
      {"  DB_PASSWORD_FILE: /run/secrets/x", "  DB_PASSWORD_FILE: /run/secrets/x"},
      {"secrets: [x]", "secrets: [x]"},
      {"    secret: x", "    secret: x"},
      {"image: token", "image: token"},
  };
  for (const auto& c : cases) {
    SourceFiles files;
    const auto file = files.add("f", c.line);
    const Diagnostic d{.code = "limit", .span = {{file, 1, 1}, 1}, .path = {}, .message = "m", .hint = {}, .notes = {}};
    CHECK(render_text(d, files) == "f:1:1: error: m\n    1 | " + std::string(c.expected) + "\n      | ^\n");
  }
  SourceFiles files;
  const auto file = files.add(".env", "A=1\nB='x\n", FileRole::values);
  const Diagnostic d{
      .code = "env-file-syntax", .span = {{file, 2, 3}, 1}, .path = {}, .message = "m", .hint = {}, .notes = {}};
  CHECK(render_text(d, files) == ".env:2:3: error: m\n");
}

TEST_CASE("a file that another names tells by whom") {
  SourceFiles files;
  const auto top = files.add("compose.yaml", "include: [a.yaml]\n");
  const auto middle = files.add("a.yaml", "x: {extends: {file: b.yaml}}\n", FileRole::included, {{top, 1, 11}, 6});
  const auto inner = files.add("b.yaml", "y\n", FileRole::extended, {{middle, 1, 21}, 6});
  const Diagnostic d{.code = "limit", .span = {{inner, 1, 1}, 1}, .path = {}, .message = "m", .hint = {}, .notes = {}};
  CHECK(render_text(d, files) ==
        "b.yaml:1:1: error: m\n    1 | y\n      | ^\n"
        "  extended from a.yaml:1:21\n  included from compose.yaml:1:11\n");
}

TEST_CASE("diagnostics come sorted by place, once each") {
  Diagnostics all;
  all.error("limit", {{1, 9, 1}, 0}, "second");
  all.error("conflict", {{1, 2, 1}, 0}, "first");
  all.add({.code = "limit", .span = {{1, 9, 1}, 0}, .path = "elsewhere", .message = "second", .hint = {}, .notes = {}});
  all.warning("several-files", {}, "no place");
  const auto sorted = all.sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].message == "no place");
  CHECK(sorted[1].message == "first");
  CHECK(sorted[2].message == "second");
  CHECK(all.has_errors());
  CHECK(summary(all.count(Severity::error), all.count(Severity::warning)) == "3 errors, 1 warning");
  CHECK(summary(0, 2) == "2 warnings");
  CHECK(summary(0, 0) == "no problems");
}
