#include "dns/domain_name.hpp"

#include <doctest/doctest.h>

using namespace berth::dns;

TEST_CASE("names are read and written as RFC 1035 says") {
  struct Case {
    std::string input, expected;
  };
  const std::string label(63, 'a');
  const Case cases[] = {
      {".", "."},
      {"web.shop", "web.shop"},
      {"web.shop.", "web.shop"},
      {"Web.Shop", "Web.Shop"},
      {"_5432._tcp.db", "_5432._tcp.db"},
      {R"(a\.b.c)", R"(a\.b.c)"},
      {R"(\065\032)", R"(A\032)"},
      {label + "." + label, label + "." + label},
      {"", "error: it is empty"},
      {"..", "error: a label is empty"},
      {".a", "error: a label is empty"},
      {"a..b", "error: a label is empty"},
      {label + "a", "error: a label is longer than 63 characters"},
      {label + "." + label + "." + label + "." + label, "error: it is too long"},
      {R"(a\)", "error: an escape is malformed"},
      {R"(\25)", "error: an escape is malformed"},
      {R"(\256)", "error: an escape is malformed"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto name = DomainName::from_text(c.input);
    if (name) {
      CHECK(name->text() == c.expected);
    } else {
      CHECK("error: " + name.problem().message.substr(name.problem().message.find(": ") + 2) == c.expected);
    }
  }
}

TEST_CASE("names are compared without regard to case, label by label") {
  const auto suffix = *DomainName::from_text("Berth.test");
  const auto name = *DomainName::from_text("web.BERTH.TEST");
  CHECK(name.is_within(suffix));
  CHECK(suffix.is_within(suffix));
  CHECK(name.is_within(DomainName()));
  CHECK_FALSE(suffix.is_within(name));
  CHECK_FALSE(DomainName::from_text("xberth.test")->is_within(suffix));
  CHECK(*suffix.child("web") == name);
  CHECK_FALSE(suffix.child("").has_value());
  CHECK_FALSE(suffix.child(std::string(64, 'a')).has_value());
  CHECK(DomainName::from_text("a.b")->below(suffix)->text() == "a.b.Berth.test");
  const auto longest = *DomainName::from_text(std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                                              std::string(63, 'c') + "." + std::string(61, 'd'));
  CHECK(longest.wire().size() == longest_name);
  CHECK_FALSE(longest.child("e").has_value());
  CHECK_FALSE(suffix.below(longest).has_value());
}
