// What real engines answered, read by the codecs. The same project on both: a healthy database, a job that failed.
#include "unit/engine_api/recorded.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "engine_api/codec.hpp"

using namespace berth;
using namespace berth::engine_api;
using namespace std::chrono_literals;
using berth::test::recorded;

namespace {

constexpr const char* engines[] = {"docker-20.10", "podman-4.3"};

const ContainerSummary& named(const std::vector<ContainerSummary>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& c) { return c.name() == name; });
  REQUIRE(found != list.end());
  return *found;
}

}  // namespace

TEST_CASE("lists of containers") {
  for (const std::string engine : engines) {
    CAPTURE(engine);
    const auto list = decode_container_list(recorded(engine, "containers.json"));
    REQUIRE(list.size() == 2);
    const auto& database = named(list, "shop-db-1");
    CHECK(database.id.size() == 64);
    CHECK(database.state == ContainerStatus::running);
    CHECK(database.label("com.docker.compose.service") == "db");
    CHECK(database.label("missing").empty());
    CHECK(database.image_id.starts_with("sha256:"));
    CHECK_FALSE(database.exit_code);
    REQUIRE_FALSE(database.ports.empty());
    const auto published =
        std::find_if(database.ports.begin(), database.ports.end(), [](auto& p) { return p.public_port; });
    CHECK(*published == Port{"127.0.0.1", 80, 19123, "tcp"});
    REQUIRE(database.networks.contains("shop_default"));
    CHECK_FALSE(database.networks.at("shop_default").ip_address.empty());
    CHECK(database.mounts.size() == 2);
    const auto& job = named(list, "shop-job-1");
    CHECK(job.state == ContainerStatus::exited);
    CHECK(job.exit_code == 7);
    CHECK(job.health == HealthStatus::none);
  }
}

TEST_CASE("health in lists") {
  const auto docker = decode_container_list(recorded("docker-20.10", "containers.json"));
  CHECK(named(docker, "shop-db-1").health == HealthStatus::healthy);
  const auto podman = decode_container_list(recorded("podman-4.3", "containers.json"));
  CHECK(named(podman, "shop-db-1").health == HealthStatus::none);
}

TEST_CASE("inspected containers") {
  for (const std::string engine : engines) {
    CAPTURE(engine);
    const auto container = decode_container_inspect(recorded(engine, "container.json"));
    CHECK(container.name == "shop-db-1");
    CHECK(container.state.status == ContainerStatus::running);
    CHECK(container.state.running);
    CHECK(container.state.started_at);
    CHECK_FALSE(container.state.finished_at);
    REQUIRE(container.state.health);
    CHECK(container.state.health->status == HealthStatus::healthy);
    REQUIRE(container.state.health->log.size() == 1);
    CHECK(trim(container.state.health->log.front().output) == "fine");
    CHECK(container.config.command == Strings{"sh", "-c", "echo hi; sleep 60"});
    CHECK(container.config.stop_timeout == 7);
    CHECK(container.config.exposed_ports == std::set<std::string>{"80/tcp", "81/tcp"});
    REQUIRE(container.config.healthcheck);
    CHECK(*container.config.healthcheck == HealthConfig{{"CMD-SHELL", "echo fine"}, 1s, 2s, 3s, 0s, 4});
    CHECK(container.host.resources.memory == 64 << 20);
    CHECK(container.host.resources.nano_cpus == 500'000'000);
    CHECK(container.host.restart_policy == RestartPolicy{"on-failure", 3});
    CHECK(container.host.cap_add == Strings{"NET_ADMIN"});
    CHECK(container.host.readonly_rootfs);
    CHECK(container.host.port_bindings.at("80/tcp") == std::vector<PortBinding>{{"127.0.0.1", "19123"}});
    CHECK(container.published.at("80/tcp").front().host_port == "19123");
    const auto& aliases = container.networks.at("shop_default").aliases;
    CHECK(std::find(aliases.begin(), aliases.end(), "db") != aliases.end());
  }
}

TEST_CASE("networks, volumes and images") {
  for (const std::string engine : engines) {
    CAPTURE(engine);
    for (const auto& network : {decode_network(recorded(engine, "network.json")),
                                decode_network_list(recorded(engine, "networks.json")).front()}) {
      CHECK(network.name == "shop_default");
      CHECK(network.id.size() == 64);
      CHECK(network.driver == "bridge");
      CHECK(network.label("com.docker.compose.network") == "default");
      REQUIRE(network.ipam.config.size() == 1);
      CHECK_FALSE(network.ipam.config.front().subnet.empty());
    }
    for (const auto& volume : {decode_volume(recorded(engine, "volume.json")),
                               decode_volume_list(recorded(engine, "volumes.json")).front()}) {
      CHECK(volume.name == "shop_data");
      CHECK(volume.driver == "local");
      CHECK(volume.label("com.docker.compose.volume") == "data");
    }
    const auto images = decode_image_list(recorded(engine, "images.json"));
    REQUIRE(images.size() == 1);
    CHECK(images.front().repo_tags.size() == 1);
    const auto image = decode_image_inspect(recorded(engine, "image.json"));
    CHECK(image.id == images.front().id);
    CHECK(image.os == "linux");
    CHECK(image.last_tagged.has_value() == engine.starts_with("docker"));
  }
  CHECK(decode_network(recorded("docker-20.10", "network.json")).containers.size() == 1);
}

TEST_CASE("small replies") {
  for (const std::string engine : engines) {
    CAPTURE(engine);
    CHECK(decode_container_created(recorded(engine, "created.json")).id.size() == 64);
    CHECK(decode_wait_result(recorded(engine, "wait.json")).exit_code == 7);
    const auto exec = decode_exec_inspect(recorded(engine, "exec.json"));
    CHECK_FALSE(exec.running);
    CHECK(exec.exit_code == 9);
    CHECK(decode_info(recorded(engine, "info.json")).cgroup_driver == "cgroupfs");
  }
  CHECK(decode_health(recorded("podman-4.3", "healthcheck.json")).status == HealthStatus::healthy);
}

TEST_CASE("versions and refusals") {
  const auto docker = decode_version(recorded("docker-20.10", "version.json"));
  CHECK(docker.kind == EngineKind::docker);
  CHECK(docker.version.starts_with("20.10"));
  CHECK(docker.api_version == "1.41");
  const auto podman = decode_version(recorded("podman-4.3", "version.json"));
  CHECK(podman.kind == EngineKind::podman);
  CHECK(podman.name == "Podman Engine");
  CHECK(podman.version == "4.3.1");
  CHECK(decode_error_message(recorded("docker-20.10", "error.json")) ==
        "network with name shop_default already exists");
  CHECK(decode_error_message(recorded("podman-4.3", "error.json")) ==
        "network name shop_default already used: network already exists");
}

TEST_CASE("events of the database's life have the same names on both engines") {
  struct Case {
    std::string engine;
    std::string expected;
  };
  const Case cases[] = {
      {"docker-20.10",
       "create start exec_create exec_start exec_die=0 health_status:healthy exec_create exec_start exec_die=9"},
      // Podman tells the health before the run that it reports, which is one reason to look again after an event.
      {"podman-4.3",
       "create init start health_status:starting exec_die=0 exec exec_die=9 kill die=137 cleanup destroy"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.engine);
    std::string text;
    const auto lines = recorded(c.engine, "events.jsonl");
    for (const auto line : split(lines, '\n')) {
      if (line.empty()) continue;
      const auto event = decode_event(line);
      CHECK(event.time > TimePoint{1795000000s});
      if (event.type != EventType::container || event.attribute("name") != "shop-db-1") continue;
      text += (text.empty() ? "" : " ") + event.action;
      if (event.health != HealthStatus::none) text += ":" + std::string(to_string(event.health));
      if (event.exit_code) text += "=" + std::to_string(*event.exit_code);
    }
    CHECK(text == c.expected);
  }
}
