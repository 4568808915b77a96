#include "lifecycle/detach_keys.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace berth;
using lifecycle::DetachKeys;
using lifecycle::parse_detach_keys;

TEST_CASE("keys as people write them") {
  CHECK(parse_detach_keys("ctrl-p,ctrl-q") == "\x10\x11");
  CHECK(parse_detach_keys("a,ctrl-[,B") ==
        "a\x1b"
        "B");
  CHECK(parse_detach_keys("").empty());
  for (const auto* bad : {"ctrl-", "ctrl-1", "ab", "a,,b", "alt-x"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(parse_detach_keys(bad), Error);
  }
}

TEST_CASE("what is typed is passed on up to the keys") {
  struct Case {
    std::string keys;
    std::vector<std::string> typed;
    std::string passed;
    bool detached;
  };
  const Case cases[] = {
      {"pq", {"abc"}, "abc", false},     {"pq", {"apq", "more"}, "a", true}, {"pq", {"ap", "q"}, "a", true},
      {"pq", {"ap", "x"}, "apx", false}, {"pq", {"pp", "q"}, "p", true},     {"ppq", {"pppq"}, "p", true},
      {"ppq", {"ppx"}, "ppx", false},    {"", {"pq"}, "pq", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.keys);
    CAPTURE(c.typed);
    DetachKeys keys(c.keys);
    std::string passed;
    for (const auto& bytes : c.typed) passed += keys.feed(bytes);
    CHECK(passed == c.passed);
    CHECK(keys.detached() == c.detached);
  }
}
