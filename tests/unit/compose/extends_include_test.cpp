#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

TEST_CASE("extends") {
  SUBCASE("a chain in one file, whatever the order") {
    const auto result = loaded({{"compose.yaml", R"(
services:
  c: {extends: b, environment: {C: 3}}
  b: {extends: {service: a}, environment: {B: 2}}
  a: {image: i, environment: {A: 1}}
)"}});
    CHECK(shown(result, "services.c.environment") == R"({"A":"1","B":"2","C":"3"})");
    CHECK(shown(result, "services.c.extends") == "");
  }
  SUBCASE("another file: its paths are seen from its directory, variables from the project") {
    const auto result =
        loaded({{"compose.yaml", "services: {a: {extends: {file: sub/base.yaml, service: b}}}"},
                {"sub/base.yaml", "services: {b: {image: \"i:$TAG\", volumes: [./x:/x], env_file: e.env, build: .}}"},
                {"sub/e.env", "E=1"},
                {".env", "TAG=7"}});
    CHECK(shown(result, "services.a.image") == R"("i:7")");
    CHECK(shown(result, "services.a.volumes") == R"([{"type":"bind","source":"/proj/sub/x","target":"/x","bind":{}}])");
    CHECK(shown(result, "services.a.build.context") == R"("/proj/sub")");
    CHECK(shown(result, "services.a.environment") == R"({"E":"1"})");
  }
  SUBCASE("a chain through files") {
    const auto result = loaded({{"compose.yaml", "services: {a: {extends: {file: one/1.yaml, service: b}}}"},
                                {"one/1.yaml", "services: {b: {extends: {file: ../two/2.yaml, service: c}}}"},
                                {"two/2.yaml", "services: {c: {image: i, volumes: [./v:/v]}}"}});
    CHECK(shown(result, "services.a.volumes") == R"([{"type":"bind","source":"/proj/two/v","target":"/v","bind":{}}])");
  }
}

TEST_CASE("extends: what is wrong is said with its place") {
  struct Case {
    const char* name;
    const char* services;
    const char* expected;
  };
  constexpr Case cases[] = {
      {"itself", "a: {extends: a}", "compose.yaml:1:25: services.a.extends: a cycle: a → a"},
      {"a circle", "a: {extends: b}, b: {extends: a}", "a cycle: a → b → a"},
      {"nobody", "web: {image: i}, a: {extends: wbe}",
       R"(services.a.extends: extends the service "wbe", which does not exist [did you mean "web"?])"},
      {"no name", "a: {extends: {file: b.yaml}}", R"(services.a.extends: "service" is missing)"},
      {"no file", "a: {extends: {file: none.yaml, service: b}}", "cannot read /proj/none.yaml"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    const auto found = problems(loaded({{"compose.yaml", std::string("services: {") + test.services + "}"}}));
    REQUIRE(!found.empty());
    CAPTURE(found[0]);
    CHECK(found[0].find(test.expected) != std::string::npos);
  }
}

TEST_CASE("a chain of ten thousand services extends without recursion") {
  std::string text = "services:\n  s0: {image: i}\n";
  for (int i = 1; i < 10000; ++i) text += fmt::format("  s{}: {{extends: s{}}}\n", i, i - 1);
  CHECK(shown(loaded({{"compose.yaml", text}}), "services.s9999.image") == R"("i")");
}

TEST_CASE("include") {
  SUBCASE("paths and .env of the included directory; what is said outside wins") {
    const auto result = loaded({{"compose.yaml", "include: [sub/inc.yaml]\nservices: {b: {command: own}}"},
                                {"sub/inc.yaml", "services: {b: {image: \"i:$TAG\", command: x, volumes: [./v:/v]}}"},
                                {"sub/.env", "TAG=7"}});
    CHECK(shown(result, "services.b.image") == R"("i:7")");
    CHECK(shown(result, "services.b.command") == R"(["own"])");
    CHECK(shown(result, "services.b.volumes") == R"([{"type":"bind","source":"/proj/sub/v","target":"/v","bind":{}}])");
  }
  SUBCASE("several paths, a directory and an environment of their own; the project's variables win") {
    const auto result =
        loaded({{"compose.yaml", "include: [{path: [a.yaml, b.yaml], project_directory: other, env_file: [e.env]}]"},
                {".env", "P=project"},
                {"a.yaml", "services: {s: {image: \"i:$V\", labels: {p: \"$P\"}, volumes: [./v:/v]}}"},
                {"b.yaml", "services: {s: {command: c}}"},
                {"e.env", "V=1\nP=file"}});
    CHECK(shown(result, "services.s.image") == R"("i:1")");
    CHECK(shown(result, "services.s.labels") == R"({"p":"project"})");
    CHECK(shown(result, "services.s.command") == R"(["c"])");
    CHECK(shown(result, "services.s.volumes") ==
          R"([{"type":"bind","source":"/proj/other/v","target":"/v","bind":{}}])");
  }
}

TEST_CASE("include: cycles and missing files are said with their place") {
  const auto cycle = problems(loaded(
      {{"compose.yaml", "include: [a.yaml]\nservices: {}"}, {"a.yaml", "include: [compose.yaml]\nservices: {}"}}));
  REQUIRE(cycle.size() == 1);
  CHECK(cycle[0] == "a.yaml:1:11: include: compose.yaml includes itself [remove one include of the circle]");
  const auto missing = problems(loaded({{"compose.yaml", "include:\n  - none.yaml\nservices: {}"}}));
  REQUIRE(missing.size() == 1);
  CHECK(missing[0] == "compose.yaml:2:5: cannot read /proj/none.yaml");
}

TEST_CASE("an include that fans out ends at a limit") {
  Files files{{"compose.yaml", "include: [f0.yaml]"}};
  for (int i = 0; i < 30; ++i) {
    files[fmt::format("f{}.yaml", i)] = fmt::format("include: [f{0}.yaml, f{0}.yaml]", i + 1);
  }
  files["f30.yaml"] = "services: {a: {image: i}}";
  const auto found = problems(loaded(files));
  REQUIRE(!found.empty());
  CHECK(found[0].find("more than 1000 documents are read") != std::string::npos);
}
