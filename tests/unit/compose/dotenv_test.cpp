#include "compose/dotenv.hpp"

#include <doctest/doctest.h>

using namespace berth;
using namespace berth::compose;

namespace {

struct Outcome {
  std::string entries;
  std::string problems;
};

Outcome read(std::string text, EnvFileFormat format = EnvFileFormat::standard) {
  SourceFiles files;
  Diagnostics diagnostics;
  const auto file = files.add("f", std::move(text));
  const VariableLookup lookup = [](std::string_view name) -> std::optional<Variable> {
    if (name == "X") return Variable{"xx", "a test", {}};
    return std::nullopt;
  };
  Budget budget;
  Outcome outcome;
  for (const auto& entry : parse_env_file(file, files, format, lookup, budget, diagnostics)) {
    outcome.entries += entry.key + "=" + entry.value + ";";
  }
  for (const auto& d : diagnostics.sorted()) {
    outcome.problems += files.describe(d.span.begin) + " " + std::string(d.code.name()) + ": " + d.message + ";";
  }
  return outcome;
}

}  // namespace

TEST_CASE("an environment file is read as compose does") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"A=1", "A=1;"},
      {"A=1\r\nB=2\r\n", "A=1;B=2;"},
      {"\xEF\xBB\xBF"
       "A=bom",
       "A=bom;"},
      {"# c\n\n  A = x \n#B=2\n", "A=x;"},
      {"A: yaml\nB: \"y q\"", "A=yaml;B=y q;"},
      {"export A=5\nexport\tB=6\nexported=7\n", "A=5;B=6;exported=7;"},
      {"A=a # c\nB=a#c\nC=#x\n", "A=a;B=a#c;C=#x;"},
      {"A=\"a # c\" # d\nB='a # c'\n", "A=a # c;B=a # c;"},
      {"A=\nB=\"\"\nC=''\n", "A=;B=;C=;"},
      {"A=q $X\nB=\"q $X\"\nC='q $X'\n", "A=q xx;B=q xx;C=q $X;"},
      {"B=2\nA=$B\n", "B=2;A=2;"},
      {"A=${X:+alt}\nB=${NOPE:-d}\n", "A=alt;B=d;"},
      {"A=a$$X\nB=\"a\\$X\"\n", "A=a$X;B=a$X;"},
      {"A=1\nB=2\nA=3\n", "A=3;B=2;"},
      {"A=\"l1\nl2\"\nB='a\n#n'\n", "A=l1\nl2;B=a\n#n;"},
      {"A=\"a\\nb\\t\\\"c\\\\n\"\nB='a\\nb'\n", "A=a\nb\t\"c\\n;B=a\\nb;"},
      {"A='it\\'s'\n", "A=it's;"},
      {"A=\"\\0101\\a\\q\"\n", "A=A\a\\q;"},
      {"A=a'b'c\nB=a\"b\"c\n", "A=a'b'c;B=a\"b\"c;"},
      {"A={\"j\": 1}\n", "A={\"j\": 1};"},
      {"a.b=1\na-b=2\n1A=3\nü=4\n", "a.b=1;a-b=2;1A=3;ü=4;"},
      {"X\nNOPE\nA=1\n", "X=xx;A=1;"},
      {"=x\n", "=x;"},
      {"A=\"a\"b", "A=a;=b;"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(read(std::string(c.input)).entries == c.expected);
  }
}

TEST_CASE("problems of an environment file have a line and a column, and never show the value") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"A=1\nB=\"hunter2", "f:2:3 env-file-syntax: the quote that opens here is never closed;"},
      {"A=1\nB x=1\n", "f:2:1 env-file-syntax: the name of a variable cannot contain a blank;"},
      {"A=1\n  B!=1\n", "f:2:4 env-file-syntax: '!' cannot stand in the name of a variable;"},
      {"A=${NOPE:?bad}\n", "f:1:3 required-variable: the required variable NOPE is empty or not set: bad;"},
      {"A=$NOPE\n", "f:1:3 unset-variable: the variable NOPE is not set, so it counts as empty;"},
      {"A=1\nB", "f:2:1 env-file-line: this is neither NAME=value nor a line with a NAME;"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(read(std::string(c.input)).problems == c.expected);
  }
}

TEST_CASE("the raw format takes everything behind the = as it is") {
  struct Case {
    std::string_view input, expected, problems;
  };
  const Case cases[] = {
      {"A='q $X' # c \nB= x\n", "A='q $X' # c ;B= x;", ""},
      {"\tA=1\r\n# c\nX\nNOPE\n", "A=1;X=xx;", ""},
      {"A=x=y\n", "A=x=y;", ""},
      {"A b=1\n", "", "f:1:1 env-file-syntax: the name of a variable cannot contain a blank;"},
      {"=1\n", "", "f:1:1 env-file-syntax: there is no name before the =;"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    const auto outcome = read(std::string(c.input), EnvFileFormat::raw);
    CHECK(outcome.entries == c.expected);
    CHECK(outcome.problems == c.problems);
  }
}
