#include "dns/forwarder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace berth::dns;

TEST_CASE("addresses of other name servers") {
  struct Case {
    const char* text;
    const char* expected;  // address and port, or empty: it is none
  };
  const Case cases[] = {
      {"9.9.9.9", "9.9.9.9 53"},
      {"127.0.0.1:5300", "127.0.0.1 5300"},
      {"2620:fe::fe", "2620:fe::fe 53"},
      {"[2620:fe::fe]", "2620:fe::fe 53"},
      {"[2620:fe::fe]:5353", "2620:fe::fe 5353"},
      {"", ""},
      {"dns.example.org", ""},
      {"9.9.9.9:", ""},
      {"9.9.9.9:0", ""},
      {"9.9.9.9:99999", ""},
      {"9.9.9.9:53x", ""},
      {"[::1", ""},
      {"[::1]x", ""},
      {"[::1]:", ""},
      {"[]:53", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto upstream = parse_upstream(c.text);
    CHECK((upstream ? fmt::format("{} {}", upstream->address, upstream->port) : "") == c.expected);
  }
}
