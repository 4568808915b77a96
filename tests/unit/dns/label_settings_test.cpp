#include "dns/label_settings.hpp"

#include <doctest/doctest.h>

using namespace berth;
using namespace berth::dns;

TEST_CASE("what a container's label says of its names") {
  struct Case {
    const char* label;
    const char* expected;  // what it counts as
  };
  const Case cases[] = {
      {"", ""},
      {R"({"suffix":"my.test","names":{"www":"web"},"wildcard":true,"ttl":5,"unhealthy":"include"})",
       R"({"suffix":"my.test","names":{"www":"web"},"wildcard":true,"ttl":5,"unhealthy":"include"})"},
      {R"({"ttl":5,"later":1})", R"({"ttl":5})"},
      {R"({"ttl":-1})", ""},
      {R"({"ttl":86400})", ""},
      {R"({"suffix":"example.org","ttl":2})", R"({"ttl":2})"},  // somebody's
      {R"({"suffix":"a..test"})", ""},
      {R"({"suffix":"test"})", R"({"suffix":"test"})"},
      {R"({"suffix":5})", ""},
      {R"({"wildcard":"yes"})", ""},
      {"[]", ""},
      {"no JSON", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.label);
    CHECK(compose::to_json(settings_in(c.label)) == c.expected);
  }
}
