#include "engine_client/local_engine.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "engine_client/engine_program.hpp"
#include "engine_client/process_identity.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using berth::test::TemporaryFolder;

namespace {

/// A machine whose only podman is a script of the test's.
struct Bench {
  explicit Bench(const std::string& podman) : path_before(std::getenv("PATH")) {
    add_program("podman", podman);
    add_program("runc", "exit 1\n");
    ::setenv("PATH", (folder.path().string() + "/bin:" + path_before).c_str(), 1);
    surroundings.environment = {{"XDG_RUNTIME_DIR", folder.path().string()},
                                {"XDG_STATE_HOME", folder.path().string() + "/state"}};
    surroundings.home = folder.path().string();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    stop_local_engine(surroundings);
    ::setenv("PATH", path_before.c_str(), 1);
  }

  void add_program(const std::string& name, const std::string& script) const {
    folder.write("bin/" + name, "#!/bin/sh\n" + script);
    std::filesystem::permissions(folder.path() / "bin" / name, std::filesystem::perms(0755));
  }

  TemporaryFolder folder;
  std::string path_before;
  Surroundings surroundings;
};

constexpr const char* listening_podman = R"sh(for last; do :; done
exec python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
time.sleep(0.05)  # a socket that is there and does not listen yet
s.listen()
time.sleep(60)
' "${last#unix://}"
)sh";

std::string start_error(const Surroundings& surroundings) {
  try {
    start_local_engine(surroundings);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the local engine is started once, found again and stopped") {
  const Bench bench(listening_podman);
  CHECK_FALSE(local_engine_status(bench.surroundings));
  CHECK_FALSE(stop_local_engine(bench.surroundings));

  const auto first = start_local_engine(bench.surroundings);
  CHECK(first.started_now);
  CHECK(answers(first.address));
  CHECK(first.address == "unix://" + bench.folder.path().string() + "/berth/engine.sock");

  const auto second = start_local_engine(bench.surroundings);
  CHECK_FALSE(second.started_now);
  CHECK(second.pid == first.pid);
  REQUIRE(local_engine_status(bench.surroundings));
  CHECK(local_engine_status(bench.surroundings)->pid == first.pid);

  CHECK(stop_local_engine(bench.surroundings));
  CHECK_FALSE(local_engine_status(bench.surroundings));
  CHECK_FALSE(answers(first.address));
}

TEST_CASE("a pid that belongs to somebody else by now is left alone") {
  const Bench bench(listening_podman);
  start_local_engine(bench.surroundings);
  REQUIRE(stop_local_engine(bench.surroundings));
  const auto own = identify_process(::getpid());
  REQUIRE(own);
  const auto record = [&](std::uint64_t start_time, const std::string& program) {
    bench.folder.write("berth/engine.json",
                       fmt::format(R"({{"pid":{},"startTime":{},"program":"{}"}})", ::getpid(), start_time, program));
  };
  for (const auto& [start_time, program] :
       {std::pair{own->start_time + 1, own->program}, std::pair{own->start_time, std::string("/usr/bin/podman")}}) {
    record(start_time, program);
    CHECK_FALSE(local_engine_status(bench.surroundings));
    CHECK_FALSE(stop_local_engine(bench.surroundings));  // or this test would end here
  }
  bench.folder.write("berth/engine.json", "{\"pid\":");
  CHECK_FALSE(local_engine_status(bench.surroundings));
}

TEST_CASE("an engine that ends at once tells its last words") {
  const Bench bench("echo \"level=error msg=no subuid ranges\" >&2\nexit 125\n");
  const auto error = start_error(bench.surroundings);
  CHECK(error ==
        bench.folder.path().string() + "/bin/podman ended at once; its last words: level=error msg=no subuid ranges");
}

TEST_CASE("how an engine is run") {
  Machine plain;
  plain.podman = "/usr/bin/podman";
  plain.runc = "/usr/sbin/runc";
  plain.open_files = plain.processes = 1 << 20;
  Machine root = plain;
  root.root = true;
  Machine low = root;
  low.open_files = 20000;
  low.processes = 32768;
  Machine mighty = low;
  mighty.may_raise_limits = true;
  Machine configured = low;
  configured.podman_is_configured = true;
  Machine hybrid = plain;
  hybrid.hybrid_cgroups = true;
  Machine hybrid_without_runc = hybrid;
  hybrid_without_runc.runc.clear();
  Machine docker = root;
  docker.podman.clear();
  docker.dockerd = "/usr/sbin/dockerd";
  Machine docker_for_user = docker;
  docker_for_user.root = false;
  const Machine bare;

  struct Case {
    std::string name;
    Machine machine;
    std::string expected;  // the command line, or the error
    bool own_settings;
  };
  const std::string service = "system service --time=0 unix:///s.sock";
  const Case cases[] = {
      {"a user's podman", plain, "/usr/bin/podman " + service, false},
      {"root's podman", root, "/usr/bin/podman " + service, false},
      {"low limits", low, "/usr/bin/podman " + service, true},
      {"low limits that podman may raise", mighty, "/usr/bin/podman " + service, false},
      {"settings of the machine's own", configured, "/usr/bin/podman " + service, false},
      {"hybrid cgroups", hybrid, "/usr/bin/podman --runtime /usr/sbin/runc " + service, false},
      {"hybrid cgroups without runc", hybrid_without_runc,
       "Podman's runtime crun cannot run on this machine's hybrid cgroups", false},
      {"dockerd", docker, "/usr/sbin/dockerd --host unix:///s.sock --pidfile /s.sock.pid", false},
      {"dockerd without root", docker_for_user, "no container engine answers, and dockerd can be started by root only",
       false},
      {"nothing", bare, "no container engine answers and none is installed", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    std::string text;
    bool own_settings = false;
    try {
      const auto program = choose_engine_program(c.machine, "/s.sock");
      text = program.path;
      for (const auto& argument : program.arguments) text += " " + argument;
      own_settings = !program.containers_conf.empty();
    } catch (const Error& error) {
      text = error.what();
      CHECK(error.hint().find("install") != std::string::npos);
    }
    CHECK(text == c.expected);
    CHECK(own_settings == c.own_settings);
  }
  CHECK(choose_engine_program(low, "/s").containers_conf.find(R"(["nofile=20000:20000", "nproc=32768:32768"])") !=
        std::string::npos);
}

TEST_CASE("which process it is") {
  const auto own = identify_process(::getpid());
  REQUIRE(own);
  CHECK(own->program.find("unit_engine_client") != std::string::npos);
  CHECK(own->start_time > 0);
  CHECK(ProcessHandle::open(*own));
  auto other = *own;
  ++other.start_time;
  CHECK_FALSE(ProcessHandle::open(other));
  CHECK_FALSE(identify_process(0x7ffffff0));
}
