#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

struct Case {
  const char* name;
  const char* text;
  std::vector<std::string> expected;
};

void check(std::span<const Case> cases) {
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    CHECK(lines(problems(loaded({{"compose.yaml", test.text}}))) == lines(test.expected));
  }
}

}  // namespace

TEST_CASE("names, types and values") {
  const Case cases[] = {
      {"a misspelt attribute",
       "services:\n  web:\n    image: i\n    prots: []\n",
       {R"(compose.yaml:4:5: services.web: unknown attribute "prots" [did you mean "ports"?])"}},
      {"a service at the top",
       "web:\n  image: i\n",
       {R"(compose.yaml:1:1: unknown attribute "web" [if "web" is a service, move it below "services:"])"}},
      {"everything at once, in order",
       "services:\n  a: {image: 1}\n  b: {image: i, tty: [], x-mine: 1}\nvolumes: []\n",
       {R"(compose.yaml:2:14: services.a.image: must be a string, not a number (1) [put it in quotes: "1"])",
        "compose.yaml:3:22: services.b.tty: must be true or false, not a list",
        "compose.yaml:4:10: volumes: must be a mapping, not a list"}},
      {"a mapping where KEY=VALUE is meant",
       "services: {a: {image: i, environment: [A: 1]}}",
       {"compose.yaml:1:40: services.a.environment[0]: must be a string, not a mapping [write A=1]"}},
      {"a word that is none of a few",
       "services: {a: {image: i, volumes: [{type: bnd, target: /x}]}}",
       {R"(compose.yaml:1:43: services.a.volumes[0].type: "bnd" is none of: bind, volume, tmpfs, cluster, npipe, image)"
        R"( [did you mean "bind"?])"}},
      {"something required",
       "services: {a: {image: i, depends_on: {b: {}}}, b: {image: i}}",
       {R"(compose.yaml:1:42: services.a.depends_on.b: "condition" is missing [add "condition: service_started"])"}},
      {"a repetition",
       "services: {a: {image: i, security_opt: [x, x]}}",
       {"compose.yaml:1:44: services.a.security_opt[1]: the same item stands in the list twice [remove one of them]"}},
      {"a name",
       "services: {\"a b\": {image: i}}",
       {R"(compose.yaml:1:12: services: "a b" is not a valid name [use letters, digits, dots, dashes and underscores])"}},
      {"a range",
       "services: {a: {image: i, oom_score_adj: 2000}}",
       {"compose.yaml:1:41: services.a.oom_score_adj: must be at most 1000, not 2000"}},
      {"numbers without end",
       "services: {a: {image: i, labels: {x: .inf}}}",
       {"compose.yaml:1:38: services.a.labels.x: infinite numbers cannot be used"}},
      {"nothing", "", {"compose.yaml:1:1: the compose file is empty [add \"services:\"]"}},
  };
  check(cases);
}

TEST_CASE("values in the types of their attributes") {
  const Case cases[] = {
      {"a duration",
       "services: {a: {image: i, stop_grace_period: 10}, b: {image: i, stop_grace_period: \"10\"}}",
       {R"(compose.yaml:1:45: services.a.stop_grace_period: must be a duration such as 30s, not a number (10) [add the unit: 10s])",
        R"(compose.yaml:1:83: services.b.stop_grace_period: "10" is not a duration [write 30s, 1m30s or 500ms])"}},
      {"a duration without unit",
       "services: {b: {image: i, stop_grace_period: \"10\"}}",
       {R"(compose.yaml:1:45: services.b.stop_grace_period: "10" is not a duration [write 30s, 1m30s or 500ms])"}},
      {"a size",
       "services: {b: {image: i, mem_limit: 5x}}",
       {R"(compose.yaml:1:37: services.b.mem_limit: "5x" is not a size [write 512m, 1.5gb or bytes])"}},
      {"an environment with a blank",
       "services: {b: {image: i, environment: [\"A =1\"]}}",
       {R"(compose.yaml:1:39: services.b.environment: the name of the variable "A " ends with a blank [remove the blank])"}},
      {"two sources",
       "secrets: {s: {file: a, environment: B}}",
       {"compose.yaml:1:14: secrets.s: file and environment cannot be used together [keep one of them]"}},
      {"external with more",
       "volumes: {v: {external: true, driver: d}}",
       {R"(compose.yaml:1:31: volumes.v: "external" and "driver" cannot be used together )"
        R"([an external resource is made elsewhere; only its "name" can be given])"}},
  };
  check(cases);
}

TEST_CASE("parts that do not fit together") {
  const Case cases[] = {
      {"no image",
       "services:\n  a: {command: x}\n",
       {R"(compose.yaml:2:3: services.a: neither an image nor a build is given [add "image: NAME" or "build: DIRECTORY"])"}},
      {"undefined names",
       "services: {a: {image: i, networks: [frnt], volumes: [\"data:/d\"], depends_on: [db]}}\nnetworks: {front: {}}",
       {R"(compose.yaml:1:37: services.a.networks: network "frnt" is not defined [did you mean "front"?])",
        R"(compose.yaml:1:54: services.a.volumes: volume "data" is not defined [add it below "volumes:"])",
        R"(compose.yaml:1:79: services.a.depends_on: service "db" is not defined [add it below "services:"])"}},
      {"a cycle",
       "services:\n  a: {image: i, depends_on: [b]}\n  b: {image: i, links: [a]}\n",
       {"compose.yaml:2:30: services.a.depends_on: a cycle: a → b → a [remove one of these dependencies]"}},
      {"modes that exclude each other",
       "services: {a: {image: i, network_mode: host, networks: [n]}}\nnetworks: {n: {}}",
       {R"(compose.yaml:1:40: services.a: "network_mode" and "networks" cannot be used together [keep one of them])"}},
      {"one target twice",
       "services: {a: {image: i, tmpfs: /x, volumes: [/a:/x]}}",
       {"compose.yaml:1:47: services.a.volumes[0]: /x is mounted by tmpfs[0] already [keep one of them]"}},
      {"two limits",
       "services: {a: {image: i, scale: 2, deploy: {replicas: 3}}}",
       {R"(compose.yaml:1:33: services.a: "scale" (2) and "deploy.replicas" (3) differ [keep one of them])"}},
      {"an inactive dependency",
       "services: {a: {image: i, depends_on: [b]}, b: {image: i, profiles: [p]}}",
       {R"(compose.yaml:1:39: services.a.depends_on: service "b" is not active )"
        R"([activate its profile with --profile p, or say "required: false"])"}},
  };
  check(cases);
}

TEST_CASE("a restart policy that no engine knows") {
  const auto result =
      loaded({{"compose.yaml", "services: {a: {image: i, restart: alway}, b: {image: i, restart: on-failure:3}}"}});
  CHECK(lines(problems(result, Severity::warning)) ==
        "compose.yaml:1:35: services.a.restart: \"alway\" is not a restart policy [did you mean \"always\"?]\n");
}

TEST_CASE("warnings") {
  const auto result = loaded({{"compose.yaml", "version: '3'\nservices: {a: {image: \"i:$TAG\"}}\n"}});
  CHECK(problems(result).empty());
  const auto warnings = problems(result, Severity::warning);
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0] == R"(compose.yaml:1:1: the attribute "version" is obsolete and ignored [remove it])");
  CAPTURE(warnings[1]);
  CHECK(warnings[1].starts_with("compose.yaml:2:26: services.a.image: the variable TAG is not set"));
}
