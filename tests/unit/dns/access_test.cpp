#include "dns/access.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>

using namespace berth::dns;

namespace {

std::vector<std::uint8_t> address(const char* text) {
  std::vector<std::uint8_t> bytes(16);
  if (::inet_pton(AF_INET, text, bytes.data()) == 1) {
    bytes.resize(4);
  } else {
    REQUIRE(::inet_pton(AF_INET6, text, bytes.data()) == 1);
  }
  return bytes;
}

}  // namespace

TEST_CASE("who may ask") {
  struct Case {
    std::vector<std::string> networks;
    const char* asker;
    bool expected;
  };
  const Case cases[] = {
      {{"127.0.0.0/8"}, "127.3.2.1", true},
      {{"127.0.0.0/8"}, "128.0.0.1", false},
      {{"127.0.0.0/8"}, "::ffff:127.0.0.1", true},
      {{"127.0.0.0/8"}, "::1", false},
      {{"172.16.0.0/12"}, "172.31.255.255", true},
      {{"172.16.0.0/12"}, "172.32.0.0", false},
      {{"10.1.2.3"}, "10.1.2.3", true},
      {{"10.1.2.3"}, "10.1.2.4", false},
      {{"fd00::/7"}, "fc00::1", true},
      {{"fd00::/8", "::1"}, "::1", true},
      {{"0.0.0.0/0"}, "8.8.8.8", true},
      {{"0.0.0.0/0"}, "fd00::1", false},
      {{}, "127.0.0.1", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.asker);
    const auto list = AccessList::from_text(c.networks);
    REQUIRE(list.has_value());
    CHECK(list->allows(address(c.asker)) == c.expected);
  }
  for (const auto* bad : {"", "localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8x", "10.0.0/8"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(AccessList::from_text({bad}).has_value());
  }
  CHECK(AccessList::loopback().allows(address("::1")));
}

TEST_CASE("how often one may ask") {
  using Decision = RateLimiter::Decision;
  RateLimiter limiter(2);
  const auto one = address("10.0.0.1");
  const auto other = address("10.0.0.2");
  CHECK(limiter.decide(one, 0) == Decision::answer);
  CHECK(limiter.decide(one, 0) == Decision::answer);
  CHECK(limiter.decide(one, 0) == Decision::truncate);
  CHECK(limiter.decide(one, 0) == Decision::drop);
  CHECK(limiter.decide(one, 100) == Decision::truncate);
  CHECK(limiter.decide(other, 100) == Decision::answer);
  CHECK(limiter.decide(one, 600) == Decision::answer);
  CHECK(limiter.decide(one, 600) == Decision::drop);
  CHECK(limiter.decide(one, 100'000) == Decision::answer);
  CHECK(limiter.decide(one, 100'000) == Decision::answer);
  CHECK(limiter.decide(one, 100'000) == Decision::truncate);
  RateLimiter none(0);
  for (int i = 0; i < 1000; ++i) CHECK(none.decide(one, 0) == Decision::answer);
}
