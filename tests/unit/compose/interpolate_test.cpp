#include "compose/interpolate.hpp"

#include <doctest/doctest.h>

#include "yaml/emit.hpp"
#include "yaml/parse.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

struct Outcome {
  SourceFiles files;
  Diagnostics diagnostics;
  yaml::Node tree;
  std::vector<VariableUse> uses;

  [[nodiscard]] std::string problems() const {
    std::string all;
    for (const auto& d : diagnostics.sorted()) {
      all += files.describe(d.span.begin) + "+" + std::to_string(d.span.length) + " " + std::string(d.code.name()) +
             ": " + d.message + "\n";
    }
    return all;
  }
};

Cast cast_of_test(TreePath path) {
  if (path.size() == 2 && path[1] == "flag") return Cast::boolean;
  if (path.size() == 3 && path[1] == "[]" && path[2] == "number") return Cast::integer;
  return Cast::text;
}

Outcome run(std::string text) {
  Outcome outcome;
  const auto file = outcome.files.add("f", std::move(text));
  outcome.tree = yaml::parse(file, outcome.files, {}, outcome.diagnostics).at(0);
  const VariableLookup lookup = [](std::string_view name) -> std::optional<Variable> {
    if (name == "V") return Variable{"val", "a test", {}};
    if (name == "N") return Variable{"7", "a test", {}};
    return std::nullopt;
  };
  Budget budget;
  outcome.uses = interpolate(outcome.tree, {lookup, cast_of_test}, budget, outcome.diagnostics);
  return outcome;
}

}  // namespace

TEST_CASE("values are substituted and cast, keys are not") {
  const auto outcome = run("a: {flag: $N$N, \"$V\": $V}\nb: [{number: $N}, \"<$V>\", 5, $$V]\n");
  CHECK(yaml::emit_json(outcome.tree, 0) ==
        R"({"a":{"flag":"$N$N","$V":"val"},"b":[{"number":7},"\u003cval\u003e",5,"$V"]})");
  CHECK(outcome.problems() == "f:1:11+4 invalid-type: \"77\" is not true or false, which comes from $N\n");
  CHECK(outcome.uses.size() == 3);
}

TEST_CASE("text is cast without a variable, too, and old booleans are told") {
  const auto outcome = run("a: {flag: yes}\n");
  CHECK(yaml::emit_json(outcome.tree, 0) == R"({"a":{"flag":true}})");
  CHECK(outcome.problems() == "f:1:11+3 old-boolean: \"yes\" is a boolean of YAML 1.1 only\n");
}

TEST_CASE("problems point into the value") {
  struct Case {
    std::string_view input, problem;
  };
  const Case cases[] = {
      {"a: x ${M} $M\n", "f:1:6+4 unset-variable: the variable M is not set, so it counts as empty\n"},
      {"a: \"é ${M}\"\n", "f:1:7+4 unset-variable: the variable M is not set, so it counts as empty\n"},
      {"a: x ${M:?no}\n", "f:1:6+8 required-variable: the required variable M is empty or not set: no\n"},
      {"a: ${M!}\n", "f:1:4+2 invalid-interpolation: \"${M!}\" is not a valid variable\n"},
      {"a: \"\\t${M!}\"\n", "f:1:4+9 invalid-interpolation: \"${M!}\" is not a valid variable\n"},
      {"a: |\n  $M\n", "f:1:4+1 unset-variable: the variable M is not set, so it counts as empty\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(run(std::string(c.input)).problems() == c.problem);
  }
}

TEST_CASE("a value gets a history only when one was started") {
  CHECK(run("a: x$V\n").tree.find("a")->origin() == nullptr);
}
