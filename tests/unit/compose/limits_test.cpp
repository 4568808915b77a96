// Every limit of base/limits.hpp: what just fits is read, the next more is refused, with a place.
#include "base/limits.hpp"

#include "base/budget.hpp"
#include "compose/model_loader.hpp"
#include "compose/service_environment.hpp"
#include "unit/compose/loaded.hpp"
#include "yaml/parse.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// "file:line:column: message" of the limit that ended it; "" when none did.
template <typename Action>
std::string limit_of(const SourceFiles& files, const Action& action) {
  try {
    action();
    return {};
  } catch (const LimitReached& limit) {
    CHECK(limit.problem().code == Code("limit"));
    CHECK_FALSE(limit.problem().hint.empty());
    return files.describe(limit.problem().span.begin) + ": " + text_of(limit.problem());
  }
}

/// What ends the loading of /proj/compose.yaml when only so many values are left to it.
std::string load_within(const Files& files, std::size_t values) {
  Files absolute;
  for (const auto& [name, text] : files) absolute["/proj/" + name] = text;
  const MemoryFileSystem disk(std::move(absolute));
  SourceFiles sources;
  Diagnostics diagnostics;
  Budget budget;
  budget.take_values(limits::project_values - values, {}, {});
  const ModelOptions options;
  ModelLoader loader(options, {disk, sources, diagnostics, budget});
  return limit_of(sources, [&] {
    auto model = loader.load({.paths = {"/proj/compose.yaml"}, .base = "/proj", .directory = "/proj"});
    auto services = model.mapping().find("services");
    std::set<std::string> names;
    if (services != nullptr) {
      for (const auto& entry : services->mapping()) names.insert(entry.key);
    }
    resolve_service_environments(model, names, {}, {disk, sources, diagnostics, budget});
    CHECK(diagnostics.empty());
    CHECK(budget.values_left() == 0);
  });
}

}  // namespace

TEST_CASE("values of a project: everything that makes values is counted before it does") {
  struct Case {
    const char* name;
    Files files;
    std::size_t values;
    const char* place;  ///< of what is one too much
  };
  const Case cases[] = {
      {"as written", {{"compose.yaml", "services: {a: {image: i}}"}}, 4, "compose.yaml:1:1: this makes"},
      {"text counts by its length",
       {{"compose.yaml", "services: {a: {image: " + repeated("i", 128) + "}}"}},
       6,
       "compose.yaml:1:1: this makes"},
      {"extends: what is taken over",
       {{"compose.yaml", "services: {a: {image: i}, b: {extends: a}}"}},
       6 + 2,
       "compose.yaml:1:40: services.b.extends: this makes"},
      {"extends: a chain against its order, each with all that it takes over",
       {{"compose.yaml", "services: {c: {extends: b, tty: true}, b: {extends: a}, a: {image: i}}"}},
       9 + 2 + 3,
       "compose.yaml:1:25: services.c.extends: this makes"},
      {"extends: another file",
       {{"compose.yaml", "services: {b: {extends: {file: f.yaml, service: a}}}"},
        {"f.yaml", "services: {a: {image: i}}"}},
       6 + 4 + 2,
       "compose.yaml:1:49: services.b.extends: this makes"},
      {"include: the same again",
       {{"compose.yaml", "include: [f.yaml, ./f.yaml]"}, {"f.yaml", "services: {a: {image: i}}"}},
       4 + 4 + 4,
       "compose.yaml:1:19: include: this makes"},
      {"ranges of ports",
       {{"compose.yaml", "services: {a: {image: i, ports: ['127.0.0.1:1-3:1-3']}}"}},
       6 + 3 * 6,
       "compose.yaml:1:34: services.a.ports: this makes"},
      {"env_file: every service for itself",
       {{"compose.yaml", "services: {a: {image: i, env_file: e}, b: {image: i, env_file: e}}"}, {"e", "A=1\nB=2\n"}},
       8 + 2 * 4,
       "compose.yaml:1:64: services.b.env_file: this makes"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    CHECK(load_within(test.files, test.values) == "");
    const auto refused = load_within(test.files, test.values - 1);
    CAPTURE(refused);
    CHECK(refused.starts_with(test.place));
  }
}

TEST_CASE("values of a file") {
  struct Case {
    const char* name;
    std::string text;
    yaml::Limits limits;
    const char* expected;
  };
  const auto nested = [](std::size_t levels) { return repeated("[", levels) + repeated("]", levels); };
  const Case cases[] = {
      {"aliases", "x: &a [1, 2]\ny: *a\n", {.expanded = 9}, ""},
      {"aliases, one too many", "x: &a [1, 2]\ny: *a\n", {.expanded = 8}, "f:2:4: aliases make this more than"},
      {"merge keys", "x: &a {k: 1}\ny: {<<: *a}\n", {.expanded = 11}, ""},
      {"merge keys, one too many", "x: &a {k: 1}\ny: {<<: *a}\n", {.expanded = 10}, "f:2:9: aliases make this"},
      {"all documents together", "x: &a 1\ny: *a\n---\nx: &a 1\ny: *a\n", {.expanded = 10}, ""},
      {"one document too many", "x: &a 1\ny: *a\n---\nx: &a 1\ny: *a\n", {.expanded = 9}, "f:5:4: aliases make"},
      {"nesting", nested(limits::depth), {}, ""},
      {"nesting, one too deep", nested(limits::depth + 1), {}, "f:1:101: values are nested deeper than 100 levels"},
      {"nesting by aliases, one too deep",
       "- &a " + nested(60) + "\n- " + repeated("[", 39) + "*a" + repeated("]", 39),
       {},
       ""},
      {"nesting by aliases, one too deep",
       "- &a " + nested(60) + "\n- " + repeated("[", 40) + "*a" + repeated("]", 40),
       {},
       "values are nested deeper than 100 levels"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    SourceFiles files;
    Diagnostics diagnostics;
    yaml::parse(files.add("f", test.text), files, test.limits, diagnostics);
    std::string found;
    for (const auto& d : diagnostics.all()) found += files.describe(d.span.begin) + ": " + d.message;
    CAPTURE(found);
    if (*test.expected == '\0') {
      CHECK(found.empty());
    } else {
      CHECK(found.find(test.expected) != std::string::npos);
    }
  }
}

TEST_CASE("documents, bytes, chains of includes, nested variables") {
  struct Case {
    const char* name;
    Files files;
    const char* expected;
  };
  const auto chain = [](std::size_t length) {
    Files files{{"compose.yaml", "include: [f1.yaml]"}};
    for (std::size_t i = 1; i < length; ++i) {
      files[fmt::format("f{}.yaml", i)] = fmt::format("include: [f{}.yaml]", i + 1);
    }
    files[fmt::format("f{}.yaml", length)] = "services: {a: {image: i}}";
    return files;
  };
  const auto documents = [](std::size_t count) {
    return Files{{"compose.yaml", "services: {a: {image: i}}\n" + repeated("---\nservices: {}\n", count - 1)}};
  };
  const auto defaults = [](std::size_t levels) {
    return Files{{"compose.yaml",
                  "services: {a: {image: \"" + repeated("${A:-", levels) + "i" + repeated("}", levels) + "\"}}"}};
  };
  const auto text = [](std::size_t bytes) {
    return Files{{"compose.yaml", "services: {a: {image: \"${A}\"}}"}, {".env", "A=" + repeated("x", bytes)}};
  };
  const Case cases[] = {
      {"documents", documents(limits::documents), ""},
      {"one document more", documents(limits::documents + 1), "compose.yaml:2000:1: the file has more than 1000"},
      {"a chain of includes", chain(limits::include_depth), ""},
      {"one include more", chain(limits::include_depth + 1), "include: nested deeper than 100 files"},
      {"nested variables", defaults(limits::variable_depth + 1), ""},
      {"one variable more", defaults(limits::variable_depth + 2),
       "compose.yaml:1:529: services.a.image: variables are"},
      {"a long value", text(limits::file_bytes - 2), ""},
      {"a longer file", text(limits::file_bytes - 1), "cannot read"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    const auto found = problems(loaded(test.files));
    CAPTURE(lines(found));
    if (*test.expected == '\0') {
      CHECK(found.empty());
    } else {
      REQUIRE_FALSE(found.empty());
      CHECK(found[0].find(test.expected) != std::string::npos);
    }
  }
}

TEST_CASE("what is left of a budget") {
  const SourceFiles files;
  SUBCASE("values") {
    Budget budget;
    budget.take_values(limits::project_values - 1, {}, {});
    budget.require_values(1, {}, {});
    budget.take_values(1, {}, {});
    CHECK(limit_of(files, [&] { budget.require_values(1, {}, "x"); }) ==
          ": x: this makes the project larger than 1000000 values");
    CHECK(limit_of(files, [&] { budget.take_values(1, {}, "x"); }) != "");
  }
  SUBCASE("bytes of variables") {
    Budget budget;
    budget.take_variable_bytes(limits::variable_bytes, {}, {});
    CHECK(limit_of(files, [&] { budget.take_variable_bytes(1, {}, {}); }) != "");
  }
  SUBCASE("bytes of files") {
    Budget budget;
    budget.take_file(limits::project_bytes, {});
    CHECK(limit_of(files, [&] { budget.take_file(1, {}); }) ==
          ": the files of the project have more than 8388608 bytes");
  }
  SUBCASE("documents") {
    Budget budget;
    for (std::size_t i = 0; i < limits::documents; ++i) budget.take_document({});
    CHECK(limit_of(files, [&] { budget.take_document({}); }) == ": more than 1000 documents are read");
  }
}

TEST_CASE("what variables put in is counted, also where it is thrown away") {
  Files files{{".env", "A=" + repeated("x", 100'000)}};
  const auto with = [&](std::string_view reference, std::size_t times) {
    std::string text = "services:\n  a:\n    image: i\n    labels:\n";
    for (std::size_t i = 0; i < times; ++i) text += fmt::format("      l{}: {}\n", i, reference);
    files["compose.yaml"] = text;
    return lines(problems(loaded(files)));
  };
  for (const auto* reference : {"$A", "x${A:+y}", "${B:-$A}"}) {
    CAPTURE(std::string(reference));
    CHECK(with(reference, 50) == "");
    CHECK(with(reference, 200).find("variables put more than 16777216 bytes into the project") != std::string::npos);
  }
}

TEST_CASE("a limit ends the load: nothing that would only follow is told") {
  const auto found = problems(loaded({{"compose.yaml", "services: {a: {image: \"" + repeated("${A:-", 150) +
                                                           repeated("}", 150) + "\", depends_on: [none]}}"}}));
  REQUIRE(found.size() == 1);
}
