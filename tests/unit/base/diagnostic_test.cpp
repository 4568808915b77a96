#include "base/diagnostic.hpp"

#include <doctest/doctest.h>

using namespace berth;

TEST_CASE("a diagnostic quotes its line and points at the word") {
  SourceFiles files;
  const auto file = files.add("compose.yaml", "services:\n  web:\n    prots: []\n");
  Diagnostic d{Severity::error,           "unknown-attribute",
               {{file, 3, 5}, 5},         "services.web: unknown attribute \"prots\"",
               "did you mean \"ports\"?", {{{{file, 1, 1}, 0}, "below"}}};
  CHECK(render_text(d, files, false) ==
        "compose.yaml:3:5: error: services.web: unknown attribute \"prots\"\n"
        "    3 |     prots: []\n"
        "      |     ^^^^^\n"
        "  below compose.yaml:1:1\n"
        "  hint: did you mean \"ports\"?\n");
  CHECK(render_json(d, files) ==
        R"({"file":"compose.yaml","range":{"start":{"line":3,"column":5},"end":{"line":3,"column":10}},)"
        R"("severity":"error","code":"unknown-attribute","message":"services.web: unknown attribute \"prots\"",)"
        R"("hint":"did you mean \"ports\"?","notes":[{"file":"compose.yaml","line":1,"column":1,"message":"below"}]})");
}

TEST_CASE("foreign bytes in a message or file cannot reach the terminal") {
  SourceFiles files;
  const auto file = files.add("c\x1b.yaml", "a\x1b[31m: 1\n");
  const Diagnostic d{Severity::warning, "x", {{file, 1, 1}, 1}, "bad \x1b]0;x\x07", "", {}};
  CHECK(render_text(d, files, false) == "c\\x1b.yaml:1:1: warning: bad \\x1b]0;x\\x07\n");
}

TEST_CASE("diagnostics come sorted by place, once each") {
  Diagnostics all;
  all.error("b", {{1, 9, 1}, 0}, "second");
  all.error("a", {{1, 2, 1}, 0}, "first");
  all.error("b", {{1, 9, 1}, 0}, "second");
  all.warning("w", {}, "no place");
  const auto sorted = all.sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].message == "no place");
  CHECK(sorted[1].message == "first");
  CHECK(sorted[2].message == "second");
  CHECK(all.has_errors());
}
