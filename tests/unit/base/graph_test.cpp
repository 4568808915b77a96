#include "base/graph.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace berth;
using Names = std::vector<std::string>;

TEST_CASE("order puts what is needed first and is stable") {
  DependencyGraph graph;
  graph.add("web", "db");
  graph.add("web", "cache");
  graph.add("cache", "db");
  graph.add("alone");
  CHECK(graph.order() == Names{"alone", "db", "cache", "web"});
  CHECK_FALSE(graph.cycle());
  CHECK(graph.closure({"cache"}) == std::set<std::string>{"cache", "db"});
}

TEST_CASE("a cycle is named from end to end") {
  DependencyGraph graph;
  graph.add("a", "b");
  graph.add("b", "c");
  graph.add("c", "b");
  graph.add("c", "d");
  REQUIRE(graph.cycle());
  CHECK(*graph.cycle() == Names{"b", "c", "b"});
}

TEST_CASE("a node that needs itself") {
  DependencyGraph graph;
  graph.add("a", "a");
  CHECK(*graph.cycle() == Names{"a", "a"});
}

TEST_CASE("a long chain costs no stack") {
  DependencyGraph graph;
  for (int i = 0; i < 50'000; ++i) graph.add(fmt::format("{}", i), fmt::format("{}", i + 1));
  CHECK(graph.order().size() == 50'001);
  CHECK_FALSE(graph.cycle());
}
