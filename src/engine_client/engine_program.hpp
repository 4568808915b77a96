// How an engine is run on this machine: which program, with which arguments and settings.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace berth::engine {

/// What the machine has to say about running containers.
struct Machine {
  bool root = false;
  bool hybrid_cgroups = false;    ///< cgroup v1 with v2 beside it: crun refuses to run there
  bool may_raise_limits = false;  ///< CAP_SYS_RESOURCE
  std::uint64_t open_files = 0;   ///< hard limits of this process
  std::uint64_t processes = 0;
  bool podman_is_configured = false;  ///< a containers.conf of the system or the user
  std::string podman;                 ///< paths of programs, "" when missing
  std::string dockerd;
  std::string runc;

  static Machine here(const std::string& home);
};

struct EngineProgram {
  std::string path;
  std::vector<std::string> arguments;
  std::string containers_conf;  ///< text of a containers.conf of Berth's own, "" when the defaults do
};

/// Podman where it is installed, else dockerd for root. Throws berth::Error naming what to install.
EngineProgram choose_engine_program(const Machine& machine, const std::string& socket);

}  // namespace berth::engine
