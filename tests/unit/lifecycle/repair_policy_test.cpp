#include "lifecycle/repair_policy.hpp"

#include <doctest/doctest.h>

using namespace berth::lifecycle;
using namespace std::chrono_literals;

TEST_CASE("the first repair is at once, later ones after pauses that double") {
  RepairPolicy policy;
  auto now = Clock::time_point(1h);
  CHECK(policy.may_repair("web", now));
  CHECK_FALSE(policy.next(now));
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s, 60s}) {
    policy.repaired("web", now);
    CAPTURE(pause.count());
    CHECK_FALSE(policy.may_repair("web", now + pause - 1ms));
    REQUIRE(policy.next(now));
    CHECK(*policy.next(now) == now + pause);
    now += pause;
    CHECK(policy.may_repair("web", now));
    CHECK_FALSE(policy.given_up("web"));
  }
  policy.repaired("web", now);
  CHECK(policy.given_up("web"));
  CHECK_FALSE(policy.may_repair("web", now + 1h));
  CHECK_FALSE(policy.next(now));
  CHECK(policy.may_repair("db", now));
}

TEST_CASE("a quiet minute forgets what was") {
  RepairPolicy policy;
  auto now = Clock::time_point(1h);
  for (int i = 0; i < 3; ++i) policy.repaired("web", now);
  CHECK_FALSE(policy.may_repair("web", now + 3s));
  now += 4s + 60s;
  policy.repaired("web", now);
  CHECK(policy.may_repair("web", now + 1s));
  for (int i = 0; i < 100; ++i) {
    policy.repaired("web", now);
    now += 121s;
  }
  CHECK_FALSE(policy.given_up("web"));
}
