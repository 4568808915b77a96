#include "compose/load.hpp"

#include "base/error.hpp"
#include "compose/config_view.hpp"
#include "compose/key_order.hpp"
#include "unit/compose/loaded.hpp"

using namespace berth;
using namespace berth::compose;

TEST_CASE("a project as plain values") {
  const auto result = loaded({{"compose.yaml", R"(
services:
  web:
    build: {context: app, args: {V: 1, FROM_SHELL: null}}
    command: run "two words"
    environment: {A: 1, HOST: null, UNSET: null}
    env_file: web.env
    ports: ["127.0.0.1:8000-8001:80-81/udp", 9000]
    volumes: ["data:/data:ro", "./src:/src", {type: tmpfs, target: /t, tmpfs: {size: 64m}}]
    depends_on: {db: {condition: service_healthy, restart: true}}
    healthcheck: {test: curl localhost, interval: 1m30s, retries: 5}
    stop_grace_period: 500ms
    mem_limit: 1.5gb
    cpus: 0.1
    deploy: {replicas: 2, resources: {limits: {pids: 10}}}
    ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}
    secrets: [{source: s, mode: 0440}]
    init: false
  db:
    image: postgres
    networks: {back: {aliases: [database], priority: 5}, front: null}
networks: {back: {internal: true}, front: {external: true, name: outside}, unused: {}}
volumes: {data: {}}
secrets: {s: {environment: TOKEN}}
)"},
                              {"web.env", "A=file\nB=$HOST"}},
                             {}, {"HOST=h", "TOKEN=hidden"});
  CHECK(problems(result) == std::vector<std::string>{});
  REQUIRE(result.project);
  const auto& project = *result.project;
  CHECK(project.name == "proj");
  CHECK(project.working_dir == "/proj");
  CHECK(project.config_files == std::vector<std::string>{"/proj/compose.yaml"});

  const auto& web = project.services.at("web");
  CHECK(image_name(project, web) == "proj-web");
  CHECK(web.build->context == "/proj/app");
  CHECK(web.build->args.at("V") == "1");
  CHECK_FALSE(web.build->args.contains("FROM_SHELL"));
  CHECK(web.command == std::vector<std::string>{"run", "two words"});
  CHECK_FALSE(web.entrypoint.has_value());
  CHECK(web.environment.at("A") == "1");
  CHECK(web.environment.at("B") == "h");
  CHECK(web.environment.at("HOST") == "h");
  CHECK(web.environment.at("UNSET") == std::nullopt);
  REQUIRE(web.ports.size() == 3);
  CHECK(web.ports[0].target == 80);
  CHECK(web.ports[0].host_ip == "127.0.0.1");
  CHECK(web.ports[1].published == "8001");
  CHECK(web.ports[1].protocol == "udp");
  CHECK(web.ports[2].published == "");
  REQUIRE(web.volumes.size() == 3);
  CHECK(web.volumes[0].type == MountType::volume);
  CHECK(web.volumes[0].read_only);
  CHECK(web.volumes[1].source == "/proj/src");
  CHECK(web.volumes[1].bind->create_host_path);
  CHECK(web.volumes[2].tmpfs->size == 64 << 20);
  CHECK(web.depends_on.at("db").condition == DependencyCondition::healthy);
  CHECK(web.depends_on.at("db").restart);
  CHECK(web.depends_on.at("db").required);
  CHECK(web.healthcheck->test == std::vector<std::string>{"CMD-SHELL", "curl localhost"});
  CHECK(web.healthcheck->interval == std::chrono::seconds(90));
  CHECK(web.healthcheck->retries == 5);
  CHECK(web.stop_grace_period == std::chrono::milliseconds(500));
  CHECK(web.mem_limit == 1610612736);
  CHECK(web.cpus == 0.1);
  CHECK(replicas(web) == 2);
  CHECK(web.deploy->limits->pids == 10);
  CHECK(web.ulimits.at("nofile").single == 5);
  CHECK(web.ulimits.at("nproc").hard == 2);
  CHECK(web.secrets[0].mode == 0440);
  CHECK(web.init == false);
  CHECK(web.networks.at("default") == std::nullopt);
  CHECK(result.files.describe(web.span.begin) == "compose.yaml:3:3");

  const auto& db = project.services.at("db");
  CHECK(networks_by_priority(db) == std::vector<std::string>{"back", "front"});
  CHECK(db.networks.at("back")->aliases == std::vector<std::string>{"database"});
  CHECK(project.networks.at("back").name == "proj_back");
  CHECK(project.networks.at("front").name == "outside");
  CHECK_FALSE(project.networks.contains("unused"));
  CHECK(project.volumes.at("data").name == "proj_data");
  CHECK(project.secrets.at("s").content == "hidden");
  CHECK(config_text(result, Format::yaml).find("hidden") == std::string::npos);
}

TEST_CASE("what a project has without saying it") {
  const auto result = loaded({{"compose.yaml", R"(
services:
  a: {image: i, links: ["b:x"], ipc: "service:c", volumes_from: ["d:ro", "container:z"], pull_policy: if_not_present}
  b: {image: i, network_mode: none}
  c: {image: i}
  d: {image: i}
)"}});
  CHECK(shown(result, "services.a.depends_on") ==
        R"({"b":{"condition":"service_started","restart":true,"required":true},)"
        R"("c":{"condition":"service_started","restart":true,"required":true},)"
        R"("d":{"condition":"service_started","required":true}})");
  CHECK(shown(result, "services.a.networks") == R"({"default":null})");
  CHECK(shown(result, "services.b.networks") == "");
  CHECK(shown(result, "services.a.pull_policy") == R"("missing")");
  CHECK(shown(result, "networks") == R"({"default":{"name":"proj_default"}})");
}

TEST_CASE("profiles and services that are named") {
  const Files files{{"compose.yaml", R"(
services:
  a: {image: i, depends_on: {b: {condition: service_started, required: false}}}
  b: {image: i, profiles: [p]}
  c: {image: i, profiles: [q], depends_on: [a]}
)"}};
  struct Case {
    const char* name;
    std::vector<std::string> profiles;
    std::vector<std::string> services;
    std::vector<std::string> enabled;
  };
  const Case cases[] = {
      {"none", {}, {}, {"a"}},
      {"one", {"p"}, {}, {"a", "b"}},
      {"all", {"*"}, {}, {"a", "b", "c"}},
      {"a named service activates its profiles and brings what it needs", {}, {"c"}, {"a", "c"}},
      {"a named service alone", {}, {"b"}, {"b"}},
      {"optional dependencies come when they are active", {"p"}, {"a"}, {"a", "b"}},
  };
  for (const auto& test : cases) {
    CAPTURE(std::string(test.name));
    LoadOptions options;
    options.project.profiles = test.profiles;
    options.services = test.services;
    const auto result = loaded(files, options);
    CHECK(section_names(result, "services") == test.enabled);
    CHECK(result.project->services.size() + result.project->disabled_services.size() == 3);
  }
  LoadOptions unknown;
  unknown.services = {"d"};
  CHECK_THROWS_WITH_AS(loaded(files, unknown), "no such service: d", Error);
}

TEST_CASE("config prints what can be loaded again") {
  const Files files{{"compose.yaml", R"(
name: shop
services:
  app:
    image: i
    command: ["echo", "$$HOME"]
    labels: {b2: 1, b10: 1.10, a: "yes", d: 2001-12-14}
    x-note: {z: 1, a: 2}
)"}};
  const auto first = config_text(loaded(files), Format::yaml);
  CHECK(first == R"(name: shop
services:
  app:
    command:
      - echo
      - $$HOME
    image: i
    labels:
      a: 'yes'
      b2: "1"
      b10: "1.1"
      d: 2001-12-14 00:00:00 +0000 UTC
    networks:
      default: null
    x-note:
      a: 2
      z: 1
networks:
  default:
    name: shop_default
)");
  CHECK(config_text(loaded({{"compose.yaml", first}}), Format::yaml) == first);
}

TEST_CASE("without variables the canonical tree is shown") {
  LoadOptions options;
  options.interpolate = false;
  const auto result =
      loaded({{"compose.yaml", "services: {a: {image: \"i:${TAG:-1}\", ports: [\"$P:80\"]}}"}}, options);
  CHECK(model_text(result, Format::yaml) == R"(name: proj
networks:
  default:
    name: proj_default
services:
  a:
    image: i:${TAG:-1}
    networks:
      default: null
    ports:
      - $P:80
)");
  CHECK(variables_table(result) ==
        "NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE\n"
        "P                   false                                   \n"
        "TAG                 false               1                   \n");
}

TEST_CASE("keys in go-yaml's order") {
  std::vector<std::string> keys{"A1", "a10", "a2", "a", "B", "a_b", "ab", "a-b", "a1b", "a1_", "1", "01"};
  std::ranges::stable_sort(keys, natural_before);
  CHECK(lines(keys) == lines({"1", "01", "A1", "B", "a", "a-b", "a_b", "a1b", "a1_", "a2", "a10", "ab"}));
}

TEST_CASE("a number that no whole number can hold is told, not cut") {
  for (const std::string attribute : {"pids_limit: 1e30", "mem_limit: 2e59", "deploy: {replicas: -1e300}"}) {
    CAPTURE(attribute);
    const auto result = loaded({{"compose.yaml", "services: {app: {image: x, " + attribute + "}}"}});
    CHECK(lines(problems(result)).find("is too large a number") != std::string::npos);
  }
}
