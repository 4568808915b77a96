#include "compose/explain.hpp"

#include "base/error.hpp"
#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

struct Case {
  const char* name;
  Files files;
  const char* path;
  const char* value;
  std::vector<std::string> steps;
};

LoadResult traced(const Files& files, std::vector<std::string> process = {}) {
  LoadOptions options;
  options.trace = true;
  options.keep_unused = true;
  return loaded(files, options, std::move(process));
}

std::vector<std::string> steps(const Explanation& explanation, const SourceFiles& files) {
  std::vector<std::string> all;
  for (const auto& step : explanation.steps) {
    all.push_back(fmt::format("{} {} {}", step.kind, step.place(files), step.what()));
  }
  return all;
}

/// services.web of the first file.
std::string web(const std::string& attributes) {
  return "services:\n  web:\n    image: i\n    " + attributes + "\n";
}

void check(std::span<const Case> cases, const std::vector<std::string>& process = {}) {
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    const auto result = traced(test.files, process);
    CHECK(lines(problems(result)) == "");
    const auto explanation = explain(result, result.files, test.path);
    CHECK(yaml::emit_json(explanation.value, 0) == test.value);
    CHECK(lines(steps(explanation, result.files)) == lines(test.steps));
  }
}

std::string failure(const Files& files, const std::string& path) {
  const auto result = traced(files);
  try {
    explain(result, result.files, path);
  } catch (const Error& error) {
    return fmt::format("{}: {} [{}]", error.where(), error.what(), error.hint());
  }
  return "no error";
}

}  // namespace

TEST_CASE("from the file that sets a value to the last word") {
  const Case cases[] = {
      {"one file", {{"compose.yaml", web("user: me")}}, "services.web.user", R"("me")", {"set compose.yaml:4:11 me"}},
      {"a number as it is written",
       {{"compose.yaml", web("cpu_shares: 010")}},
       "services.web.cpu_shares",
       "8",
       {"set compose.yaml:4:17 010"}},
      {"an override",
       {{"compose.yaml", web("user: me")}, {"compose.override.yaml", web("user: you")}},
       "services.web.user",
       R"("you")",
       {"set compose.yaml:4:11 me", "replaced compose.override.yaml:4:11 you"}},
      {"lists of KEY=VALUE",
       {{"compose.yaml", web("environment: [A=1]")}, {"compose.override.yaml", web("environment: {A: 2}")}},
       "services.web.environment.A",
       R"("2")",
       {"set compose.yaml:4:19 A=1", "replaced compose.override.yaml:4:22 2"}},
      {"a mapping that grows",
       {{"compose.yaml", web("labels: {a: x}")}, {"compose.override.yaml", web("labels: {b: y}")}},
       "services.web.labels",
       R"({"a":"x","b":"y"})",
       {"set compose.yaml:4:13 ", "merged compose.override.yaml:4:13 "}},
      {"!override",
       {{"compose.yaml", web("labels: {a: x}")}, {"compose.override.yaml", web("labels: !override {b: y}")}},
       "services.web.labels",
       R"({"b":"y"})",
       {"set compose.yaml:4:13 ", "replaced compose.override.yaml:4:23 "}},
      {"a short form",
       {{"compose.yaml", web("ports: ['8080:80']")}},
       "services.web.ports[0].published",
       R"("8080")",
       {"set compose.yaml:4:13 8080:80"}},
      {"a default of the language",
       {{"compose.yaml", web("ports: [{target: 80}]")}},
       "services.web.ports[0].protocol",
       R"("tcp")",
       {"added  the default"}},
      {"what follows from something else",
       {{"compose.yaml", web("links: [db]") + "  db: {image: i}\n"}},
       "services.web.depends_on.db.restart",
       "true",
       {"added compose.yaml:4:13 follows from this"}},
      {"extends",
       {{"compose.yaml", web("extends: base") + "  base: {user: me, image: i}\n"}},
       "services.web.user",
       R"("me")",
       {"set compose.yaml:5:16 me", "extends compose.yaml:4:14 service base"}},
      {"include",
       {{"compose.yaml", "include: [sub/c.yaml]"}, {"sub/c.yaml", web("user: me")}},
       "services.web.user",
       R"("me")",
       {"set sub/c.yaml:4:11 me", "include compose.yaml:1:11 sub/c.yaml"}},
      {"an env_file below the environment",
       {{"compose.yaml", web("env_file: [a.env, b.env]\n    environment: {A: 3}")}, {"a.env", "A=1"}, {"b.env", "A=2"}},
       "services.web.environment.A",
       R"("3")",
       {"set a.env:1:1 1", "replaced b.env:1:1 2", "replaced compose.yaml:5:22 3"}},
      {"the name of the project",
       {{"compose.yaml", "name: demo\n" + web("")}},
       "name",
       R"("demo")",
       {"set compose.yaml:1:7 demo"}},
      {"a key with dots needs no quotes",
       {{"compose.yaml", web("labels: {com.example.a: x}")}},
       "services.web.labels.com.example.a",
       R"("x")",
       {"set compose.yaml:4:29 x"}},
  };
  check(cases);
}

TEST_CASE("variables: what filled them, and where that was set") {
  const std::string file = web(R"(environment: {A: "${V:-warn}", B: "<${P}>", C: "${V:+on}", D:, E: "$N"})");
  const Case cases[] = {
      {"from .env",
       {{"compose.yaml", file}, {".env", "# levels\nV=debug\n"}},
       "services.web.environment.A",
       R"("debug")",
       {"set compose.yaml:4:22 ${V:-warn}", "variable .env:2:1 V=debug"}},
      {"a default",
       {{"compose.yaml", file}},
       "services.web.environment.A",
       R"("warn")",
       {"set compose.yaml:4:22 ${V:-warn}", "default compose.yaml:4:23 V is not set: warn"}},
      {"a default for something empty",
       {{"compose.yaml", file}, {".env", "V="}},
       "services.web.environment.A",
       R"("warn")",
       {"set compose.yaml:4:22 ${V:-warn}", "default .env:1:1 V is empty: warn"}},
      {"from the process",
       {{"compose.yaml", file}, {".env", "P=no"}},
       "services.web.environment.B",
       R"("\u003cyes\u003e")",
       {"set compose.yaml:4:39 <${P}>", "variable the environment P=yes"}},
      {"an alternative",
       {{"compose.yaml", file}, {".env", "V=1"}},
       "services.web.environment.C",
       R"("on")",
       {"set compose.yaml:4:52 ${V:+on}", "alternative compose.yaml:4:53 V is set: on"}},
      {"a name without a value",
       {{"compose.yaml", file}, {".env", "D=d"}},
       "services.web.environment.D",
       R"("d")",
       {"set compose.yaml:4:64 ", "variable .env:1:1 D=d"}},
      {"nothing",
       {{"compose.yaml", file}},
       "services.web.environment.E",
       R"("")",
       {"set compose.yaml:4:71 $N", "unset compose.yaml:4:72 N is not set: nothing"}},
  };
  check(cases, {"P=yes"});
}

TEST_CASE("secrets stay hidden, wherever they come from") {
  const std::string file =
      web(R"(environment: {DB_PASSWORD: "${DB_PASSWORD:-word}", URL: "db://me:word@db", HOST: "${API_TOKEN}.db"})");
  const Files files = {{"compose.yaml", file}, {".env", "API_TOKEN=word"}};
  const Case cases[] = {
      {"by name",
       files,
       "services.web.environment.DB_PASSWORD",
       "\"(hidden)\"",
       {"set compose.yaml:4:32 ${DB_PASSWORD:-(hidden)}",
        "default compose.yaml:4:33 DB_PASSWORD is not set: (hidden)"}},
      {"by value", files, "services.web.environment.URL", "\"(hidden)\"", {"set compose.yaml:4:61 (hidden)"}},
      {"by the variable",
       files,
       "services.web.environment.HOST",
       "\"(hidden)\"",
       {"set compose.yaml:4:86 (hidden)", "variable .env:1:1 API_TOKEN=(hidden)"}},
  };
  check(cases);
  const auto result = traced(files);
  CHECK(explanation_json(explain(result, result.files, "services"), result.files).find("word") == std::string::npos);
}

TEST_CASE("children tell where each was last set") {
  const auto result = traced(
      {{"compose.yaml", web("environment: {A: 1, B: 2}")}, {"compose.override.yaml", web("environment: {B: 3}")}});
  std::vector<std::string> found;
  for (const auto& child : explain(result, result.files, "services.web.environment").children) {
    found.push_back(fmt::format("{} {} {}", child.key, child.last.place(result.files), child.value.string()));
  }
  CHECK(lines(found) == "A compose.yaml:4:22 1\nB compose.override.yaml:4:22 3\n");
}

TEST_CASE("paths that lead nowhere") {
  const Files files = {{"compose.yaml", web("ports: ['80']\n    user: me") + "  off: {image: i, profiles: [p]}\n"},
                       {"compose.override.yaml", web("user: !reset x")}};
  struct Missing {
    const char* path;
    const char* problem;
  };
  const Missing cases[] = {
      {"services.web.imagee", ": nothing sets services.web.imagee [did you mean \"image\"?]"},
      {"services.web.zzzzzz", ": nothing sets services.web.zzzzzz [services.web has: image, ports, networks]"},
      {"services.web.ports[3]",
       ": nothing sets services.web.ports[3] [services.web.ports is a list of 1: count its items from [0]]"},
      {"services.web.image.x", ": nothing sets services.web.image.x [services.web.image has nothing below it]"},
      {"services.web.user",
       "compose.override.yaml:4:18: services.web.user is not there: !reset takes it away [it was set at "
       "compose.yaml:5:11]"},
      {"services.off.image",
       ": services.off.image is not there: the service off does not take part [activate one of its profiles with "
       "--profile]"},
      {"services..web",
       ": \"services..web\" is not the path of a value: a key is empty "
       "[write it like services.web.ports[0].target, and keys with dots in quotes]"},
      {"services.web.ports[x]",
       ": \"services.web.ports[x]\" is not the path of a value: [x] is not the number of an item "
       "[write it like services.web.ports[0].target, and keys with dots in quotes]"},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.path));
    CHECK(failure(files, test.path) == test.problem);
  }
}

TEST_CASE("an ordinary load keeps no histories") {
  const auto result = loaded({{"compose.yaml", web("user: $U")}, {"compose.override.yaml", web("user: x")}});
  CHECK(result.bound.find("services")->find("web")->find("user")->origin() == nullptr);
}
