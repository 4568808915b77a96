#include <map>

#include <doctest/doctest.h>

#include "compose/interpolate.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

VariableLookup lookup_in(std::map<std::string, std::string, std::less<>> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<Variable> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return Variable{found->second, "a test", {}};
  };
}

std::string join(const std::vector<VariableUse>& uses) {
  std::string all;
  for (const auto& use : uses) all += (all.empty() ? "" : " ") + use.name;
  return all;
}

}  // namespace

TEST_CASE("substitute replaces variables in all their forms") {
  const auto lookup = lookup_in({{"V", "val"}, {"E", ""}, {"_U", "us"}, {"v_l", "low"}});
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"plain", "plain"},
      {"$V", "val"},
      {"${V}", "val"},
      {"$v_l-x", "low-x"},
      {"${_U}_x", "us_x"},
      {"a$V$N", "aval"},
      {"$V.$V", "val.val"},
      {"${N-def}", "def"},
      {"${E-def}", ""},
      {"${E:-def}", "def"},
      {"${V:-def}", "val"},
      {"${N:-}", ""},
      {"${V+alt}", "alt"},
      {"${E+alt}", "alt"},
      {"${E:+alt}", ""},
      {"${N+alt}", ""},
      {"${V?msg}", "val"},
      {"${E?msg}", ""},
      {"${V:?}", "val"},
      {"${N:-${V}}", "val"},
      {"${N:-$V}", "val"},
      {"${N:-${M:-${L:-deep}}}", "deep"},
      {"${V:+a${V}b}", "avalb"},
      {"${N:-a}}", "a}"},
      {"${N:-{\"a\":1}}", "{\"a\":1}"},
      {"${N-a-b:-c}", "a-b:-c"},
      {"${N:-'q'} x", "'q' x"},
      {"${N-?}", "?"},
      {"${V:??x}", "val"},
      {"${N:-é} ü", "é ü"},
      {"$$V", "$V"},
      {"$$$V", "$val"},
      {"${N:-$$x}", "$x"},
      {"$${V}", "${V}"},
      {"$", "$"},
      {"100$", "100$"},
      {"$ V", "$ V"},
      {"$1", "$1"},
      {"${V:-${bad}", "val"},  // the default of a variable that is set is not looked at
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto result = substitute(c.input, lookup);
    if (c.input == "${V:-${bad}") {
      CHECK_FALSE(result.has_value());  // but its closing brace must be there
      continue;
    }
    REQUIRE(result.has_value());
    CHECK(result->text == c.expected);
  }
}

TEST_CASE("what is no variable is an error with its place") {
  struct Case {
    std::string_view input;
    std::size_t offset;
    std::string_view message;
  };
  const Case cases[] = {
      {"a ${", 2, "\"${\" is not a valid variable"},
      {"${V", 0, "\"${V\" is not a valid variable"},
      {"${ V}", 0, "\"${ V}\" is not a valid variable"},
      {"${V }", 0, "\"${V }\" is not a valid variable"},
      {"${V:=x}", 0, "\"${V:=x}\" is not a valid variable"},
      {"${V/a/b}", 0, "\"${V/a/b}\" is not a valid variable"},
      {"${#V}", 0, "\"${#V}\" is not a valid variable"},
      {"${V:0:2}", 0, "\"${V:0:2}\" is not a valid variable"},
      {"${1}", 0, "\"${1}\" is not a valid variable"},
      {"${V.x}", 0, "\"${V.x}\" is not a valid variable"},
      {"${}", 0, "\"${}\" is not a valid variable"},
      {"${V:-a\nb}", 0, "\"${V:-a\" is not a valid variable"},
      {"x ${N:?say ${V}}", 2, "the required variable N is empty or not set: say val"},
      {"${N?}", 0, "the required variable N is not set"},
      {"${N:-${M:?inner}}", 5, "the required variable M is empty or not set: inner"},
  };
  const auto lookup = lookup_in({{"V", "val"}});
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto result = substitute(c.input, lookup);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.problem().offset == c.offset);
    CHECK(result.problem().message == c.message);
  }
}

TEST_CASE("hostile text costs little") {
  const auto lookup = lookup_in({{"BIG", std::string(1000, 'x')}});
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "${A:-";
  CHECK_FALSE(substitute(deep, lookup).has_value());
  CHECK_FALSE(substitute(deep + std::string(100'000, '}'), lookup).has_value());
  CHECK(find_variables(deep).empty());
  std::string many;
  for (int i = 0; i < 100; ++i) many += "$BIG";
  CHECK_FALSE(substitute(many, lookup, 50'000).has_value());
}

TEST_CASE("uses are recorded, also those that were not evaluated") {
  const auto result = substitute("$A ${B:-${C}} ${V:-$D}", lookup_in({{"V", "val"}}));
  REQUIRE(result.has_value());
  CHECK(join(result->uses) == "A B C V D");
  const auto missing = result->missing();
  REQUIRE(missing.size() == 2);  // not D: its value was not needed
  CHECK(missing[0]->name == "A");
  CHECK(missing[1]->name == "C");
  CHECK(missing[1]->offset == 8);
  CHECK(result->uses[1].argument == "${C}");
  CHECK(result->uses[1].form == VariableForm::fallback);
  CHECK_FALSE(result->uses[4].evaluated);
  CHECK(join(find_variables("$A ${B:-${C}} $$X ${bad! $E")) == "A B C E");
}

TEST_CASE("casts") {
  struct Case {
    std::string_view text;
    Cast cast;
    std::optional<yaml::Node> expected;
  };
  const Case cases[] = {
      {"x", Cast::text, yaml::Node("x")},
      {"3", Cast::integer, yaml::Node(std::int64_t{3})},
      {"+3", Cast::integer, yaml::Node(std::int64_t{3})},
      {"-3", Cast::integer, yaml::Node(std::int64_t{-3})},
      {"+-3", Cast::integer, std::nullopt},
      {"", Cast::integer, std::nullopt},
      {"0x10", Cast::integer, std::nullopt},
      {"0.5", Cast::integer, std::nullopt},
      {"1m30s", Cast::integer, std::nullopt},
      {"0.5", Cast::floating, yaml::Node(0.5)},
      {"1e3", Cast::floating, yaml::Node(1000.0)},
      {"abc", Cast::floating, std::nullopt},
      {"true", Cast::boolean, yaml::Node(true)},
      {"Yes", Cast::boolean, yaml::Node(true)},
      {"off", Cast::boolean, yaml::Node(false)},
      {"1", Cast::boolean, std::nullopt},
      {"", Cast::boolean, std::nullopt},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto result = cast_text(c.text, c.cast);
    REQUIRE(result.has_value() == c.expected.has_value());
    if (c.expected) CHECK(*result == *c.expected);
  }
}

TEST_CASE("escape_dollars") {
  CHECK(escape_dollars("a$b$$") == "a$$b$$$$");
}
