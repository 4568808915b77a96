#include "lifecycle/interrupt.hpp"

#include <vector>

#include <doctest/doctest.h>

using berth::lifecycle::Interrupt;
using Degree = Interrupt::Degree;

TEST_CASE("a wish is told once per degree, and never lowered") {
  Interrupt interrupt;
  std::vector<Degree> told;
  const auto subscription = interrupt.subscribe([&](Degree degree) { told.push_back(degree); });
  interrupt.request(Degree::finish);
  interrupt.request(Degree::finish);
  interrupt.request(Degree::abandon);
  interrupt.request(Degree::finish);
  CHECK(told == std::vector<Degree>{Degree::finish, Degree::abandon});
  CHECK(interrupt.degree() == Degree::abandon);
}

TEST_CASE("who comes late is told at once") {
  Interrupt interrupt;
  interrupt.request(Degree::finish);
  int told = 0;
  const auto subscription = interrupt.subscribe([&](Degree) { ++told; });
  CHECK(told == 1);
}

TEST_CASE("who unsubscribed is not told, not even by another handler") {
  Interrupt interrupt;
  int told = 0;
  Interrupt::Subscription second;
  const auto first = interrupt.subscribe([&](Degree) { second = Interrupt::Subscription{}; });
  second = interrupt.subscribe([&](Degree) { ++told; });
  interrupt.request(Degree::finish);
  CHECK(told == 0);
}
