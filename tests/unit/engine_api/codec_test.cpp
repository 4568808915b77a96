#include "engine_api/codec.hpp"

#include <doctest/doctest.h>

#include "engine_api/time.hpp"

using namespace berth;
using namespace berth::engine_api;
using namespace std::chrono_literals;

TEST_CASE("a full container request reads back as it was written") {
  ContainerCreate request;
  request.config.image = "app:1";
  request.config.command = Strings{};
  request.config.entrypoint = Strings{""};
  request.config.environment = {"A=1", "B"};
  request.config.labels = {{"k", "v"}};
  request.config.exposed_ports = {"80/tcp"};
  request.config.volumes = {"/anonymous"};
  request.config.stop_signal = "SIGINT";
  request.config.stop_timeout = 0;
  request.config.tty = true;
  request.config.open_stdin = true;
  request.config.healthcheck = HealthConfig{{"CMD", "true"}, 1s, 2s, 3s, 4s, 5};
  auto& host = request.host;
  host.binds = {"/a:/b:ro"};
  host.mounts = {
      Mount{"volume", "data", "/data", true, "", std::nullopt,
            VolumeOptions{true, {{"l", "1"}}, "nfs", {{"o", "x"}}, "sub"}, std::nullopt, ""},
      Mount{"bind", "/src", "/dst", false, "cached", BindOptions{"rslave", true, true, false, false}, std::nullopt,
            std::nullopt, ""},
      Mount{"tmpfs", "", "/tmp", false, "", std::nullopt, std::nullopt, TmpfsOptions{1 << 20, 01777}, ""},
  };
  host.port_bindings = {{"80/tcp", {{"127.0.0.1", "8080"}, {"", ""}}}};
  host.restart_policy = {"on-failure", 3};
  host.log_config = {"json-file", {{"max-size", "1m"}}};
  host.network_mode = "shop_default";
  host.ipc_mode = "host";
  host.extra_hosts = {"a:1.2.3.4"};
  host.sysctls = {{"net.core.somaxconn", "1024"}};
  host.init = false;
  host.shm_size = 1 << 26;
  host.privileged = true;
  host.resources.memory = 1 << 30;
  host.resources.memory_swappiness = 0;
  host.resources.pids_limit = -1;
  host.resources.nano_cpus = 1'500'000'000;
  host.resources.ulimits = {{"nofile", 100, 200}};
  host.resources.devices = {{"/dev/a", "/dev/b", "rwm"}};
  host.resources.device_requests = {{"nvidia", -1, {"0"}, {{"gpu"}}, {}}};
  host.resources.blkio_device_read_bps = {{"/dev/sda", 1000}};

  auto text = encode(request);
  // An inspect has the same members, one level deeper.
  const auto inspect = decode_container_inspect(R"({"Id":"x","State":{},"Config":)" + text + R"(,"HostConfig":)" +
                                                text.substr(text.find("\"HostConfig\":") + 13));
  CHECK(inspect.config == request.config);
  CHECK(inspect.host == request.host);
}

TEST_CASE("what is not given is not sent") {
  ContainerCreate request;
  request.config.image = "app";
  request.endpoints["net"].aliases = {"db"};
  request.endpoints["net"].ipv4_address = "10.0.0.5";
  CHECK(encode(request) ==
        R"({"Image":"app","HostConfig":{},"NetworkingConfig":{"EndpointsConfig":{"net":{"Aliases":["db"],)"
        R"("IPAMConfig":{"IPv4Address":"10.0.0.5"}}}}})");
  CHECK(encode(ContainerCreate{}) == R"({"HostConfig":{}})");
}

TEST_CASE("small requests") {
  CHECK(encode(Filters{{"label", {"a=b", "c"}}}) == R"({"label":["a=b","c"]})");
  CHECK(encode(VolumeCreate{"data", "", {}, {{"k", "v"}}}) == R"({"Name":"data","Labels":{"k":"v"}})");
  NetworkCreate network;
  network.name = "net";
  network.enable_ipv6 = false;
  network.ipam = Ipam{"", {}, {{"10.1.0.0/16", "", "10.1.0.1", {}}}};
  CHECK(encode(network) == R"({"Name":"net","CheckDuplicate":true,"EnableIPv6":false,)"
                           R"("IPAM":{"Config":[{"Subnet":"10.1.0.0/16","Gateway":"10.1.0.1"}]}})");
  CHECK(encode_network_connect("c1", {}) == R"({"Container":"c1"})");
  CHECK(encode_exec_start(false, true) == R"({"Detach":false,"Tty":true})");
  CHECK(encode_map({{"A", "1"}, {"B", std::nullopt}}) == R"({"A":"1","B":null})");
  CHECK(encode(RegistryAuth{"me", "p\"w", "", "ghcr.io"}) ==
        R"({"username":"me","password":"p\"w","serveraddress":"ghcr.io"})");
}

TEST_CASE("health and exit code are read from the status text") {
  struct Case {
    std::string status;
    HealthStatus health;
    std::optional<std::int64_t> exit_code;
  };
  const Case cases[] = {
      {"Up 3 seconds", HealthStatus::none, std::nullopt},
      {"Up 3 seconds (healthy)", HealthStatus::healthy, std::nullopt},
      {"Up 3 seconds (unhealthy)", HealthStatus::unhealthy, std::nullopt},
      {"Up Less than a second (health: starting)", HealthStatus::starting, std::nullopt},
      {"Up 3 seconds (Paused)", HealthStatus::none, std::nullopt},
      {"Exited (0) 2 weeks ago", HealthStatus::none, 0},
      {"Exited (137) About a minute ago", HealthStatus::none, 137},
      {"Restarting (1) 2 seconds ago", HealthStatus::none, 1},
      {"Exited (", HealthStatus::none, std::nullopt},
      {"Exited (x)", HealthStatus::none, std::nullopt},
      {"Exited (3", HealthStatus::none, std::nullopt},
      {")", HealthStatus::none, std::nullopt},
      {"Created", HealthStatus::none, std::nullopt},
      {"", HealthStatus::none, std::nullopt},
  };
  for (const auto& c : cases) {
    CAPTURE(c.status);
    const auto list = decode_container_list(std::string(R"([{"Id":"a","Status":")") + c.status + "\"}]");
    CHECK(list.front().health == c.health);
    CHECK(list.front().exit_code == c.exit_code);
  }
}

TEST_CASE("words for states") {
  CHECK(parse_container_status("configured") == ContainerStatus::created);
  CHECK(parse_container_status("stopped") == ContainerStatus::exited);
  CHECK(parse_container_status("weird") == ContainerStatus::unknown);
  CHECK(to_string(ContainerStatus::exited) == "exited");
  CHECK(parse_health_status("") == HealthStatus::none);
}

TEST_CASE("a field of the wrong type is named") {
  struct Case {
    std::string json;
    const char* message;
  };
  const Case cases[] = {
      {"null", "Id: is missing"},
      {"[]", "expected an object, found a list"},
      {R"({"Id":""})", "Id: is empty"},
      {R"({"Id":7})", "Id: expected a string, found a number"},
      {R"({"Id":"a"})", "State: is missing"},
      {R"({"Id":"a","State":null})", "State: is missing"},
      {R"({"Id":"a","State":"running"})", "State: expected an object, found a string"},
      {R"({"Id":"a","State":{"Running":"yes"}})", "State.Running: expected a boolean, found a string"},
      {R"({"Id":"a","State":{"ExitCode":1.5}})", "State.ExitCode: expected a whole number"},
      {R"({"Id":"a","State":{},"Config":{"Env":["A=1",2]}})", "Config.Env[1]: expected a string, found a number"},
      {R"({"Id":"a","State":{},"HostConfig":{"PortBindings":{"80/tcp":{}}}})",
       "HostConfig.PortBindings.80/tcp: expected a list, found an object"},
      {R"({"Id":"a",)", "not JSON: it ends too early"},
      {"nonsense", "not JSON: it begins with \"nonsense\""},
      {"  ", "not JSON: it is empty"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.json);
    CHECK_THROWS_WITH_AS(decode_container_inspect(c.json), c.message, DecodeError);
  }
  CHECK_THROWS_WITH_AS(decode_container_list(std::string(100'000, '[')), "it is nested too deeply", DecodeError);
}

TEST_CASE("numbers beyond the usual") {
  const auto memory = [](const std::string& number) {
    return decode_container_inspect(R"({"Id":"a","State":{},"HostConfig":{"Memory":)" + number + "}}")
        .host.resources.memory;
  };
  CHECK(memory("1e9") == 1'000'000'000);
  CHECK(memory("-1") == -1);
  CHECK(memory("18446744073709551615") == std::numeric_limits<std::int64_t>::max());
  CHECK_THROWS_AS(memory("1e300"), DecodeError);
}

TEST_CASE("progress") {
  const auto layer = decode_progress(
      R"({"status":"Downloading","id":"ab12","progressDetail":{"current":5,"total":10},"progress":"[=>  ]"})");
  CHECK(layer.status == "Downloading");
  CHECK(layer.id == "ab12");
  CHECK(layer.current == 5);
  CHECK(layer.total == 10);
  CHECK(decode_progress(R"({"stream":"Step 1/2 : FROM x\n"})").text == "Step 1/2 : FROM x\n");
  CHECK(decode_progress(R"({"aux":{"ID":"sha256:12"}})").image_id == "sha256:12");
  CHECK(decode_progress(R"({"errorDetail":{"message":"boom"}})").error == "boom");
  CHECK(decode_progress(R"({"errorDetail":{"code":1,"message":"boom"},"error":"boom!"})").error == "boom!");
}

TEST_CASE("refusals") {
  CHECK(decode_error_message(R"({"message":"no"})") == "no");
  CHECK(decode_error_message(R"({"cause":"why","message":"","response":500})") == "why");
  CHECK(decode_error_message("") == "");
  CHECK(decode_error_message("plain words\nmore") == "plain words");
  CHECK(decode_error_message(R"({"message":7})") == R"({"message":7})");
  CHECK(decode_error_message(std::string(1000, 'x')).size() == 300);
}

TEST_CASE("moments") {
  struct Case {
    const char* text;
    std::optional<TimePoint> expected;
  };
  const TimePoint moment{1795248861s};
  const Case cases[] = {
      {"2026-11-21T08:14:21Z", moment},
      {"2026-11-21T09:14:21+01:00", moment},
      {"2026-11-21T03:44:21-04:30", moment},
      {"2026-11-21T08:14:21.5Z", moment + 500ms},
      {"2026-11-21T08:14:21.123456789Z", moment + 123456789ns},
      {"2026-11-21T08:14:21.1234567899Z", moment + 123456789ns},
      {"1970-01-01T00:00:00Z", TimePoint{}},
      {"0001-01-01T00:00:00Z", std::nullopt},
      {"2026-02-30T00:00:00Z", std::nullopt},
      {"2026-11-21T25:00:00Z", std::nullopt},
      {"2026-11-21T08:14:21", std::nullopt},
      {"2026-11-21T08:14:21.Z", std::nullopt},
      {"2026-11-21T08:14:21Zx", std::nullopt},
      {"2026-11-2", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(parse_rfc3339(c.text) == c.expected);
  }
  CHECK(format_rfc3339(moment) == "2026-11-21T08:14:21Z");
  CHECK(format_rfc3339(moment + 5ms) == "2026-11-21T08:14:21.005000000Z");
  CHECK(format_unix(moment + 5ms) == "1795248861.005000000");
}

TEST_CASE("which engine it is") {
  struct Case {
    std::string server;
    const char* api;
    const char* libpod;
    EngineIdentity expected;
  };
  const Case cases[] = {
      {"Docker/20.10.24+dfsg1 (linux)", "1.41", "", {EngineKind::docker, "20.10.24+dfsg1", {1, 41}}},
      {"Libpod/4.3.1 (linux)", "1.41", "4.3.1", {EngineKind::podman, "4.3.1", {1, 41}}},
      {"", "1.51", "", {EngineKind::docker, "", {1, 51}}},
      {"nginx", "", "", {EngineKind::unknown, "", {}}},
      {"", "x.y", "", {EngineKind::unknown, "", {}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.server);
    CHECK(identify(c.server, c.api, c.libpod) == c.expected);
  }
}

TEST_CASE("what engines can do") {
  const auto d20 = capabilities({EngineKind::docker, "20.10.24", {1, 41}});
  const auto d28 = capabilities({EngineKind::docker, "28.5.2", {1, 51}});
  const auto d99 = capabilities({EngineKind::docker, "99.0", {1, 99}});
  const auto p43 = capabilities({EngineKind::podman, "4.3.1", {1, 41}});
  const auto p54 = capabilities({EngineKind::podman, "5.4.2", {1, 41}});
  CHECK(d20.runs_health_checks);
  CHECK_FALSE(d20.several_networks_at_create);
  CHECK_FALSE(d20.start_interval);
  CHECK(d28.several_networks_at_create);
  CHECK(d28.volume_subpath);
  CHECK(d99.api == newest_known_api);
  CHECK_FALSE(p43.runs_health_checks);
  CHECK(p43.several_networks_at_create);
  CHECK_FALSE(p43.host_gateway);
  CHECK(p54.host_gateway);
}
