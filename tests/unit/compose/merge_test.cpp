#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

/// services.app of two files, and what an attribute of it becomes.
struct Case {
  const char* name;
  const char* base;
  const char* over;
  const char* attribute;
  const char* expected;
};

constexpr Case cases[] = {
    {"scalars replace", "user: a", "user: b", "user", R"("b")"},
    {"nothing keeps the base", "user: a", "user:", "user", R"("a")"},
    {"lists append", "cap_add: [A]", "cap_add: [B]", "cap_add", R"(["A","B"])"},
    {"equal items count once", "cap_add: [A, B]", "cap_add: [A]", "cap_add", R"(["A","B"])"},
    {"command replaces", "command: [a, b]", "command: c d", "command", R"(["c","d"])"},
    {"command is taken away by nothing", "command: a", "command:", "command", ""},
    {"health test replaces, the rest merges", "healthcheck: {test: a, retries: 3}", "healthcheck: {test: [CMD, b]}",
     "healthcheck", R"({"test":["CMD","b"],"retries":3})"},
    {"environment by name, list over mapping", "environment: {A: 1, B: 2}", "environment: [B=3, C=4]", "environment",
     R"({"A":"1","B":"3","C":"4"})"},
    {"labels, mapping over list", "labels: [a=1]", "labels: {a: 2, b: 010}", "labels", R"({"a":"2","b":"8"})"},
    {"ports add up", R"(ports: ["80:80"])", R"(ports: ["81:80"])", "ports",
     R"([{"mode":"ingress","target":80,"published":"80","protocol":"tcp"},)"
     R"({"mode":"ingress","target":80,"published":"81","protocol":"tcp"}])"},
    {"the same port counts once", R"(ports: ["80:80"])", R"(ports: ["80:80"])", "ports",
     R"([{"mode":"ingress","target":80,"published":"80","protocol":"tcp"}])"},
    {"mounts by target", "volumes: [/a:/x, /b:/y]", "volumes: [/c:/x]", "volumes",
     R"([{"type":"bind","source":"/c","target":"/x","bind":{}},{"type":"bind","source":"/b","target":"/y","bind":{}}])"},
    {"build text and mapping", "build: ./dir", "build: {target: t}", "build",
     R"({"context":"/proj/dir","dockerfile":"Dockerfile","target":"t"})"},
    {"networks list and mapping", "networks: [n]", "networks: {m: {aliases: [x]}}", "networks",
     R"({"m":{"aliases":["x"]},"n":null})"},
    {"dependencies list and mapping", "depends_on: [o]", "depends_on: {o: {condition: service_healthy}}", "depends_on",
     R"({"o":{"condition":"service_healthy","required":true}})"},
    {"logging of one driver", "logging: {driver: a, options: {x: 1}}", "logging: {options: {y: 2}}", "logging",
     R"({"driver":"a","options":{"x":"1","y":"2"}})"},
    {"logging of two drivers", "logging: {driver: a, options: {x: 1}}", "logging: {driver: b}", "logging",
     R"({"driver":"b"})"},
    {"ulimits replace each other", "ulimits: {nofile: {soft: 1, hard: 2}}", "ulimits: {nofile: 5}", "ulimits",
     R"({"nofile":5})"},
    {"extra hosts", "extra_hosts: [a=1.1.1.1]", "extra_hosts: {a: 1.1.1.1, b: 2.2.2.2}", "extra_hosts",
     R"(["a=1.1.1.1","b=2.2.2.2"])"},
    {"extensions merge", "x-a: {b: 1, c: [1]}", "x-a: {b: 2, c: [2]}", "x-a", R"({"b":2,"c":[1,2]})"},
    {"reset takes away", "environment: {A: 1}", "environment: !reset x", "environment", ""},
    {"reset of one key", "environment: {A: 1, B: 2}", "environment: {A: !reset x}", "environment", R"({"B":"2"})"},
    {"override replaces", R"(ports: ["80:80"])", R"(ports: !override ["81:80"])", "ports",
     R"([{"mode":"ingress","target":80,"published":"81","protocol":"tcp"}])"},
};

std::string file(const std::string& service) {
  return "services:\n  app:\n    image: i\n    " + service + "\n";
}

constexpr const char* rest = "services: {o: {image: o}}\nnetworks: {n: {}, m: {}}\n";

}  // namespace

TEST_CASE("a later file over an earlier one") {
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    const auto result = loaded({{"a.yaml", file(test.base)}, {"b.yaml", file(test.over)}, {"c.yaml", rest}},
                               with_files({"a.yaml", "b.yaml", "c.yaml"}));
    CHECK(shown(result, std::string("services.app.") + test.attribute) == test.expected);
  }
}

TEST_CASE("the same rules for documents of one file and for extends") {
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    const auto documents = loaded({{"compose.yaml", file(test.base) + "---\n" + file(test.over) + "---\n" + rest}});
    CHECK(shown(documents, std::string("services.app.") + test.attribute) == test.expected);
    const std::string extending = std::string("services:\n  base:\n    image: i\n    ") + test.base +
                                  "\n  app:\n    extends: base\n    " + test.over + "\n---\n" + rest;
    CHECK(shown(loaded({{"compose.yaml", extending}}), std::string("services.app.") + test.attribute) == test.expected);
  }
}

TEST_CASE("networks' address pools merge by subnet") {
  const auto result = loaded(
      {{"a.yaml", "services: {a: {image: i, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.0.0.0/24}]}}}"},
       {"b.yaml",
        "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.9}, {subnet: 10.1.0.0/24}]}}}"}},
      with_files({"a.yaml", "b.yaml"}));
  CHECK(shown(result, "networks.n.ipam.config") ==
        R"([{"subnet":"10.0.0.0/24","gateway":"10.0.0.9"},{"subnet":"10.1.0.0/24"}])");
}

TEST_CASE("what cannot be merged is named with both places") {
  const auto result = loaded(
      {{"a.yaml", file("build: {args: {A: 1}, cache_from: [x]}")}, {"b.yaml", file("build: {cache_from: {x: y}}")}},
      with_files({"a.yaml", "b.yaml"}));
  REQUIRE(problems(result).size() == 1);
  CHECK(problems(result)[0].starts_with(
      "b.yaml:4:25: services.app.build.cache_from: a mapping cannot be merged over a list"));
}
