#include "engine_client/engine_program.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.hpp"
#include "engine_client/child_process.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t podman_limit = 1048576;  // what Podman asks for as root when nothing is configured

std::uint64_t hard_limit(decltype(RLIMIT_NOFILE) resource) {
  rlimit limit{};
  ::getrlimit(resource, &limit);
  return limit.rlim_max;
}

/// A service of Podman's lowers its own limit of processes to this.
std::uint64_t largest_pid() {
  std::ifstream file("/proc/sys/kernel/pid_max");
  std::uint64_t value = podman_limit;
  file >> value;
  return value;
}

bool has_effective_capability(unsigned number) {
  std::ifstream file("/proc/self/status");
  constexpr std::string_view name = "CapEff:";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return ((std::stoull(line.substr(name.size()), nullptr, 16) >> number) & 1U) != 0;
  }
  return false;
}

std::string podman_settings(const Machine& machine) {
  const bool too_low = std::min(machine.open_files, machine.processes) < podman_limit;
  if (!machine.root || machine.may_raise_limits || !too_low || machine.podman_is_configured) return {};
  return fmt::format(
      "# Written by Berth: Podman's default limits are higher than this machine allows.\n"
      "[containers]\ndefault_ulimits = [\"nofile={0}:{0}\", \"nproc={1}:{1}\"]\n",
      std::min(machine.open_files, podman_limit), std::min(machine.processes, podman_limit));
}

EngineProgram podman_program(const Machine& machine, const std::string& socket) {
  EngineProgram program{machine.podman, {}, podman_settings(machine)};
  if (machine.hybrid_cgroups) {
    if (machine.runc.empty()) {
      throw Error("Podman's runtime crun cannot run on this machine's hybrid cgroups",
                  "install runc (Debian, Ubuntu: apt-get install runc), which Berth then has Podman use");
    }
    program.arguments = {"--runtime", machine.runc};
  }
  for (const auto* word : {"system", "service", "--time=0"}) program.arguments.emplace_back(word);
  program.arguments.push_back("unix://" + socket);
  return program;
}

}  // namespace

Machine Machine::here(const std::string& home) {
  constexpr unsigned sys_resource = 24;
  std::error_code error;
  Machine machine;
  machine.root = ::geteuid() == 0;
  machine.hybrid_cgroups = fs::exists("/sys/fs/cgroup/unified/cgroup.controllers", error);
  machine.may_raise_limits = has_effective_capability(sys_resource);
  machine.open_files = hard_limit(RLIMIT_NOFILE);
  machine.processes = std::min<std::uint64_t>(hard_limit(RLIMIT_NPROC), largest_pid());
  machine.podman_is_configured = fs::exists("/etc/containers/containers.conf", error) ||
                                 fs::exists(home + "/.config/containers/containers.conf", error);
  machine.podman = find_program("podman");
  machine.dockerd = find_program("dockerd");
  machine.runc = find_program("runc");
  return machine;
}

EngineProgram choose_engine_program(const Machine& machine, const std::string& socket) {
  if (!machine.podman.empty()) return podman_program(machine, socket);
  if (!machine.dockerd.empty() && machine.root) {
    return {machine.dockerd, {"--host", "unix://" + socket, "--pidfile", socket + ".pid"}, {}};
  }
  if (!machine.dockerd.empty()) {
    throw Error("no container engine answers, and dockerd can be started by root only",
                "start it (sudo systemctl start docker), or install Podman, which Berth starts for you: "
                "sudo apt-get install podman crun netavark aardvark-dns uidmap slirp4netns");
  }
  throw Error("no container engine answers and none is installed",
              "install one (Debian, Ubuntu: sudo apt-get install podman crun netavark aardvark-dns, or docker.io); "
              "Berth starts Podman by itself");
}

}  // namespace berth::engine
