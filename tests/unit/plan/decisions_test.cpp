// Tables of single decisions: images, unsupported attributes, facts that are missing.
#include <doctest/doctest.h>

#include "plan/check.hpp"
#include "plan/image_action.hpp"
#include "plan/lookups.hpp"
#include "plan/make.hpp"
#include "plan/project_error.hpp"
#include "plan/resolve.hpp"
#include "unit/plan/load_project.hpp"
#include "unit/plan/simulated_engine.hpp"

using namespace berth;
using namespace berth::plan;
using namespace berth::test;
using namespace std::chrono_literals;

TEST_CASE("pull or build") {
  struct Case {
    const char* name;
    const char* image;
    bool buildable;
    const char* policy;
    bool present;
    Build build;
    Pull pull;
    bool pulls;
    bool builds;
  };
  const auto when_missing = Build::when_missing;
  const auto by_policy = Pull::by_policy;
  const Case cases[] = {
      {"there", "a:1", false, "", true, when_missing, by_policy, false, false},
      {"missing", "a:1", false, "", false, when_missing, by_policy, true, false},
      {"missing, buildable", "a:1", true, "", false, when_missing, by_policy, true, true},
      {"missing, only buildable", "", true, "", false, when_missing, by_policy, false, true},
      {"buildable and there", "", true, "", true, when_missing, by_policy, false, false},
      {"--build", "a:1", true, "", true, Build::always, by_policy, false, true},
      {"--build without a build", "a:1", false, "", true, Build::always, by_policy, false, false},
      {"--no-build", "a:1", true, "", false, Build::never, by_policy, true, false},
      {"policy always", "a:1", false, "always", true, when_missing, by_policy, true, false},
      {"policy if_not_present", "a:1", false, "if_not_present", true, when_missing, by_policy, false, false},
      {"policy build", "a:1", true, "build", true, when_missing, by_policy, false, true},
      {"policy never, buildable", "a:1", true, "never", false, when_missing, by_policy, false, true},
      {"policy daily, old", "a:1", false, "daily", true, when_missing, by_policy, true, false},
      {"policy weekly, fresh enough", "a:1", false, "weekly", true, when_missing, by_policy, false, false},
      {"policy every_3d", "a:1", false, "every_3d", true, when_missing, by_policy, false, false},
      {"--pull always", "a:1", false, "never", true, when_missing, Pull::always, true, false},
      {"--pull never over always", "a:1", false, "always", true, when_missing, Pull::never, false, false},
      {"--pull missing over always", "a:1", false, "always", true, when_missing, Pull::missing, false, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    compose::Project project;
    project.name = "shop";
    compose::Service service;
    service.name = "a";
    service.image = c.image;
    service.pull_policy = c.policy;
    if (c.buildable) service.build.emplace();
    Observed observed;
    observed.now = engine_api::TimePoint{100h * 24};
    if (c.present) observed.images[image_name(project, service)].last_tagged = observed.now - 48h;
    UpOptions options;
    options.build = c.build;
    options.pull = c.pull;
    const auto action = image_action(project, service, observed, options);
    CHECK(action.pull == c.pulls);
    CHECK(action.build == c.builds);
  }
}

TEST_CASE("a missing image that may be neither pulled nor built") {
  compose::Project project;
  compose::Service service;
  service.name = "a";
  service.image = "a:1";
  service.span = {{1, 3, 3}, 1};
  UpOptions options;
  options.pull = Pull::never;
  CHECK_THROWS_AS(image_action(project, service, {}, options), ProjectError);
  options.pull = Pull::by_policy;
  service.image.clear();
  service.build.emplace();
  options.build = Build::never;
  try {
    image_action(project, service, {}, options);
    FAIL("no error");
  } catch (const ProjectError& error) {
    CHECK(error.span() == service.span);
    CHECK(error.hint() == "leave out --no-build");
  }
}

TEST_CASE("what cannot be carried is named") {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"uts: service:b", "services.a: uts cannot name a service: engines share it with the host only"},
      {"deploy: {mode: everywhere}", "services.a: deploy.mode \"everywhere\" is unknown"},
      {"volumes: [{type: image, source: x, target: /x}]",
       "services.a: volumes./x mounts an image, which this engine cannot do"},
      {"volumes: [{type: volume, source: v, target: /x, volume: {subpath: s}}]",
       "services.a: volumes./x names a subpath, which this engine would ignore"},
      {"networks: {default: {gw_priority: 3}}", "services.a: networks.default.gw_priority is not known to this engine"},
      {"read_only: true\n    configs: [c]", "services.a: configs.c cannot be put into a container with read_only"},
      {"configs: [{source: c, uid: www}]", "services.a: configs.c has the uid \"www\", which is no number"},
      {"configs: [e]", "services.a: configs.e.external is kept by a cluster, which this engine is not"},
      {"secrets: [d]", "services.a: secrets.d.driver is kept by a cluster, which this engine is not"},
      {"configs: [t]", "services.a: configs.t.template_driver is kept by a cluster, which this engine is not"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const std::string text =
        "services:\n  b: {image: x}\n  a:\n    image: x\n    " + std::string(c.text) + "\nvolumes: {v: {}}\n" +
        "configs: {c: {content: x}, e: {external: true}, t: {file: f, template_driver: golang}}\n" +
        "secrets: {d: {file: f, driver: vault}}\n";
    const auto found = check(load_project(text), {}).sorted();
    REQUIRE(found.size() == 1);
    CHECK(text_of(found.front()) == c.message);
    CHECK(found.front().severity == Severity::error);
    CHECK(found.front().span.begin.known());
  }
  CHECK(check(load_project("services:\n  a: {image: x, security_opt: [\"seccomp:unconfined\"]}\n"), {}).empty());
}

TEST_CASE("what is refused or ignored is shown where it stands") {
  struct Case {
    const char* line;  ///< the fourth of the file
    std::uint32_t column;
    Severity severity;
    std::uint32_t at_line = 4;
  };
  const auto error = Severity::error;
  const auto warning = Severity::warning;
  const Case cases[] = {
      {"    uts: service:b", 5, error},
      {"    credential_spec: {file: x.json}", 5, warning},
      {"    deploy: {replicas: 1, mode: x}", 27, error},
      {"    deploy: {mode: global, replicas: 2}", 28, warning},
      {"    deploy: {labels: {a: b}}", 14, warning},
      {"    deploy: {endpoint_mode: vip}", 14, warning},
      {"    deploy: {resources: {reservations: {cpus: '1'}}}", 41, warning},
      {"    deploy: {restart_policy: {condition: any, delay: 5s}}", 47, warning},
      {"    deploy:\n      placement: {constraints: [a]}", 7, warning, 5},
      {"    configs: [{source: c, gid: staff}]", 15, error},
      {"    secrets: [d]", 24, error, 7},
  };
  for (const auto& c : cases) {
    CAPTURE(c.line);
    const std::string text = "services:\n  b: {image: x}\n  a: &a\n" + std::string(c.line) + "\n    image: x\n" +
                             "configs: {c: {content: x}}\nsecrets: {d: {file: f, driver: vault}}\n";
    const auto found = check(load_project(text), {}).sorted();
    REQUIRE(found.size() == 1);
    CHECK(found.front().severity == c.severity);
    CHECK(found.front().span.begin.line == c.at_line);
    CHECK(found.front().span.begin.column == c.column);
  }
}

namespace {

const char* const shop = R"(name: shop
services:
  db: {image: "db:1", volumes: ["data:/data"], healthcheck: {test: "true"}}
  app: {image: "app:1", depends_on: {db: {condition: service_healthy}}}
volumes: {data: {}}
)";

SimulatedEngine brought_up(const compose::Project& project) {
  SimulatedEngine engine;
  engine.add_image("db:1");
  engine.add_image("app:1");
  engine.execute(make_up(project, engine.observe(project), {}), project);
  return engine;
}

}  // namespace

TEST_CASE("nothing is inspected when nothing changed") {
  const auto project = load_project(shop);
  auto engine = brought_up(project);
  CHECK(missing_facts(project, engine.observe(project), {}).empty());
  CHECK(lookups_for_up(project, {}).images == std::set<std::string>{"app:1", "db:1"});
  CHECK(lookups_for_up(project, {}).networks);
  CHECK(lookups_for_up(project, {}).volumes);
}

TEST_CASE("a container that names its network by name, as Podman 4 does, is on it") {
  const auto project = load_project(shop);
  auto engine = brought_up(project);
  for (auto& container : engine.containers) {
    for (auto& [name, endpoint] : container.summary.networks) endpoint.network_id = name;
  }
  CHECK(make_up(project, engine.observe(project), {}).empty());
}

TEST_CASE("what changed is inspected, and what a gate cannot see in a list") {
  const auto project = load_project(shop);
  auto engine = brought_up(project);
  const auto app = engine.find("shop-app-1")->summary.id;
  const auto db = engine.find("shop-db-1")->summary.id;

  engine.capabilities.health_in_list = false;
  CHECK(missing_facts(project, engine.observe(project), {}).containers == std::set<std::string>{db});
  engine.capabilities.health_in_list = true;

  engine.find("shop-app-1")->summary.labels["com.docker.compose.config-hash"] = "other";
  const auto facts = missing_facts(project, engine.observe(project), {});
  CHECK(facts.containers == std::set<std::string>{app});
  CHECK(facts.images == std::set<std::string>{"app:1"});
  UpOptions keep;
  keep.recreate = Recreate::never;
  CHECK(missing_facts(project, engine.observe(project), keep).empty());
}

TEST_CASE("the age of an image is asked for where the policy depends on it") {
  auto project = load_project(shop);
  const auto engine = brought_up(project);
  project.services.at("app").pull_policy = "daily";
  CHECK(missing_facts(project, engine.observe(project), {}).images == std::set<std::string>{"app:1"});
  UpOptions never;
  never.pull = Pull::never;
  CHECK(missing_facts(project, engine.observe(project), never).images.empty());
}

TEST_CASE("resolve fills in what was not known when planning") {
  CreateContainer create;
  create.request.host.network_mode = "service:vpn";
  create.request.host.volumes_from = {"container", "vpn:ro"};
  create.request.config.labels["com.docker.compose.image"] = "";
  create.references = {
      {.field = LateReference::Field::network_mode, .created_by = 4},
      {.field = LateReference::Field::volumes_from, .index = 1, .created_by = 4, .suffix = ":ro"},
  };
  const auto request = resolve(
      create, [](StepIndex step) { return "id" + std::to_string(step); }, "sha256:new");
  CHECK(request.host.network_mode == "container:id4");
  CHECK(request.host.volumes_from == engine_api::Strings{"container", "id4:ro"});
  CHECK(request.config.labels.at("com.docker.compose.image") == "sha256:new");
}
