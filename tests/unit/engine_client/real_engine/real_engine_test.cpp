// Every kind of call against a real engine, on an image that the test builds from the host's static busybox.
// real_engine VARIABLE: the environment variable with the engine's address; unset, or no busybox: exit code 77.
#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <filesystem>
#include <iostream>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "engine_client/build_context.hpp"
#include "engine_client/connect.hpp"
#include "engine_client/tar.hpp"
#include "unit/engine_client/run_call.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using namespace berth::engine_api;
using namespace std::chrono_literals;
using berth::test::run;
using berth::test::TemporaryFolder;

namespace {

constexpr int skipped = 77;

struct Settings {
  std::string address;
  std::string busybox;
};

Settings& settings() {
  static Settings value;
  return value;
}

std::string find_busybox() {
  for (const auto* path : {"/bin/busybox", "/usr/bin/busybox", "/usr/lib/initcpio/busybox"}) {
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

/// Names of this run's own, all removed in the end.
class Bench {
 public:
  Bench() { build(); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    for (const auto& container : call(engine().list_containers({{"label", {label()}}}, true))) {
      quietly(engine().remove_container(container.id, {.force = true, .volumes = true}));
    }
    quietly(engine().remove_network(network));
    quietly(engine().remove_volume(volume, true));
    quietly(remove_image());
  }

  Engine& engine() { return *engine_; }

  template <typename T>
  T call(awaitable<T> awaited) {
    return run(io, std::move(awaited));
  }

  /// The kind of the error that the call ends with.
  template <typename T>
  std::string kind_of_failure(awaitable<T> awaited) {
    try {
      call(std::move(awaited));
    } catch (const EngineError& error) {
      return std::string(to_string(error.kind()));
    }
    return "none";
  }

  ContainerCreate request(std::string name, Strings command) {
    ContainerCreate create;
    create.name = prefix + name;
    create.config.image = image;
    create.config.command = std::move(command);
    create.config.labels = {{"berth.smoke", prefix}};
    return create;
  }

  std::string label() const { return "berth.smoke=" + prefix; }

  boost::asio::io_context io{1};
  const std::string prefix = fmt::format("berth-smoke-{}-", ::getpid());
  const std::string image = prefix + "image:1";
  const std::string network = prefix + "net";
  const std::string volume = prefix + "vol";

 private:
  void build() {
    TemporaryFolder folder;
    folder.write("Dockerfile",
                 "FROM scratch\nARG word\nCOPY busybox /bin/busybox\nCOPY busybox /bin/sh\nLABEL word=$word\n");
    std::filesystem::copy_file(settings().busybox, folder.path() / "busybox");
    auto context = open_build_context(folder.path(), "Dockerfile");
    BuildOptions options;
    options.tags = {image};
    options.dockerfile = context.dockerfile;
    options.args = {{"word", "hello"}};
    std::string told;
    const auto note = [&](const Progress& progress) { told += progress.text; };
    const auto id = call(engine().build_image(options, std::move(context.tar), note));
    CHECK_FALSE(id.empty());
    CHECK(told.find("COPY busybox") != std::string::npos);
  }

  awaitable<void> remove_image() { co_await engine().remove_image(image, true); }

  void quietly(awaitable<void> awaited) {
    try {
      call(std::move(awaited));
    } catch (const EngineError& error) {
      if (error.kind() != ErrorKind::not_found) std::cerr << "clean-up: " << error.what() << '\n';
    }
  }

  std::unique_ptr<Engine> engine_ = make_engine(io.get_executor(), {settings().address, "test"});
};

awaitable<std::string> read_to_end(OutputStream& stream) {
  std::string text;
  for (;;) {
    const auto chunk = co_await stream.next();
    if (!chunk) co_return text;
    text += chunk->data;
  }
}

awaitable<Event> next_action(EventStream& events, std::string action) {
  for (;;) {
    auto event = co_await events.next();
    if (event.action == action) co_return event;
  }
}

}  // namespace

TEST_CASE("the life of a project on a real engine") {
  Bench bench;
  auto& engine = bench.engine();
  const auto can = bench.call(engine.capabilities());
  CHECK(can.kind != EngineKind::unknown);
  CHECK(bench.call(engine.version()).kind == can.kind);

  // Images, networks and volumes.
  CHECK(bench.call(engine.inspect_image(bench.image)).config.labels.at("word") == "hello");
  CHECK(bench.kind_of_failure(engine.inspect_image("berth-smoke-none:1")) == "not found");
  bench.call(engine.create_network({.name = bench.network, .labels = {{"a", "b"}}}));
  CHECK(bench.kind_of_failure(engine.create_network({.name = bench.network})) == "conflict");
  CHECK(bench.call(engine.inspect_network(bench.network)).label("a") == "b");
  CHECK(bench.call(engine.create_volume({.name = bench.volume})).name == bench.volume);

  // A container with all that a service has.
  auto request = bench.request(
      "app", {"sh", "-c", "trap 'exit 3' TERM; echo out; echo err >&2; while :; do busybox sleep 0.05; done"});
  request.host.network_mode = bench.network;
  request.endpoints[bench.network].aliases = {"app"};
  request.host.mounts = {{.type = "volume", .source = bench.volume, .target = "/data"}};
  request.host.port_bindings = {{"80/tcp", {{"127.0.0.1", ""}}}};
  request.config.exposed_ports = {"80/tcp"};
  request.config.healthcheck = HealthConfig{.test = {"CMD", "sh", "-c", "exit 0"}, .interval = 1s, .retries = 1};
  const auto events = bench.call(engine.events({{"type", {"container"}}, {"label", {bench.label()}}}));
  const auto id = bench.call(engine.create_container(request)).id;
  CHECK(bench.kind_of_failure(engine.create_container(request)) == "conflict");
  bench.call(engine.start_container(id));
  bench.call(engine.start_container(id));
  CHECK(bench.call(next_action(*events, "start")).actor == id);
  const auto inspect = bench.call(engine.inspect_container(id));
  CHECK(inspect.state.running);
  CHECK_FALSE(inspect.networks.at(bench.network).ip_address.empty());
  CHECK_FALSE(inspect.published.at("80/tcp").front().host_port.empty());
  const auto listed = bench.call(engine.list_containers({{"label", {bench.label()}}}, false));
  REQUIRE(listed.size() == 1);
  CHECK(listed.front().name() == request.name);
  CHECK(listed.front().state == ContainerStatus::running);

  // Commands, files, output, health.
  const auto ran = bench.call(run_exec(engine, id, {.command = {"sh", "-c", "echo hi; exit 7"}}, 100, {20s}));
  CHECK(ran.exit_code == 7);
  CHECK(ran.output == "hi\n");
  const ArchiveFile file{.path = "conf", .content = "a=1"};
  bench.call(engine.put_archive(id, "/data", tar_of({&file, 1})));
  CHECK(bench.call(engine.stat_path(id, "/data/conf")).size == 3);
  CHECK(bench.call(read_to_end(*bench.call(engine.get_archive(id, "/data/conf")))).find("a=1") != std::string::npos);
  const auto output = bench.call(read_to_end(*bench.call(engine.container_logs(id, {}))));
  CHECK(output.find("out\n") != std::string::npos);
  CHECK(output.find("err\n") != std::string::npos);
  const auto processes = bench.call(engine.top_container(id));
  REQUIRE_FALSE(processes.rows.empty());
  CHECK(processes.rows.front().size() == processes.titles.size());
  if (can.health_check_on_request) {
    CHECK(bench.call(engine.run_healthcheck(id)).status == HealthStatus::healthy);
  } else {
    CHECK(bench.call(next_action(*events, "health_status")).health == HealthStatus::healthy);
  }

  // Networks change, the container stops and goes.
  bench.call(engine.disconnect_network(bench.network, id, false));
  bench.call(engine.connect_network(bench.network, id, {.aliases = {"again"}}));
  const auto aliases = bench.call(engine.inspect_container(id)).networks.at(bench.network).aliases;
  CHECK(std::find(aliases.begin(), aliases.end(), "again") != aliases.end());
  CHECK(bench.kind_of_failure(engine.remove_network(bench.network)) == "conflict");
  CHECK(bench.kind_of_failure(engine.remove_container(id, {})) == "conflict");
  bench.call(engine.rename_container(id, bench.prefix + "renamed"));
  bench.call(engine.stop_container(id, {.timeout = 20}));
  bench.call(engine.stop_container(id, {.timeout = 20}));
  CHECK(bench.call(next_action(*events, "die")).exit_code == 3);
  CHECK(bench.call(engine.wait_container(id, WaitCondition::not_running)).exit_code == 3);
  CHECK(bench.kind_of_failure(run_exec(engine, id, {.command = {"sh"}}, 100, {20s})) == "conflict");
  bench.call(engine.remove_container(id, {}));
  CHECK(bench.call(next_action(*events, "destroy")).actor == id);
  CHECK(bench.kind_of_failure(engine.inspect_container(id)) == "not found");
}

TEST_CASE("input and output of an attached container") {
  Bench bench;
  auto& engine = bench.engine();
  auto request = bench.request("cat", {"busybox", "cat"});
  request.config.open_stdin = request.config.stdin_once = true;
  request.config.attach_stdin = request.config.attach_stdout = request.config.attach_stderr = true;
  const auto id = bench.call(engine.create_container(request)).id;
  const auto stream = bench.call(engine.attach_container(id, {.input = true}));
  bench.call(engine.start_container(id));
  bench.call(stream->write("through the pipe\n"));
  bench.call(stream->close_input());
  CHECK(bench.call(read_to_end(*stream)) == "through the pipe\n");
  CHECK(bench.call(engine.wait_container(id, WaitCondition::not_running)).exit_code == 0);
}

TEST_CASE("a build that fails says why") {
  Bench bench;
  TemporaryFolder folder;
  folder.write("Dockerfile", "FROM scratch\nCOPY nothing /\n");
  auto context = open_build_context(folder.path(), "Dockerfile");
  try {
    bench.call(bench.engine().build_image({.tags = {bench.prefix + "bad:1"}}, std::move(context.tar), {}));
    FAIL("no error");
  } catch (const EngineError& error) {
    CHECK(std::string(error.what()).find("nothing") != std::string::npos);
  }
}

int main(int argc, char** argv) {
  const auto* address = argc > 1 ? std::getenv(argv[1]) : nullptr;
  settings() = {address == nullptr ? "" : address, find_busybox()};
  if (settings().address.empty() || settings().busybox.empty()) {
    std::cerr << "skipped: no engine is named, or there is no static busybox\n";
    return skipped;
  }
  doctest::Context context;
  return context.run();
}
