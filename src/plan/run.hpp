// `run`: a container of its own for one command, with what the service needs brought up before.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"

namespace berth::plan {

/// What the container of `run` has in place of what its service says.
struct OneOff {
  std::string service;
  std::string name;                                               ///< of the container
  std::string slug;                                               ///< label com.docker.compose.slug
  std::vector<std::string> command;                               ///< empty: the service's
  std::optional<std::vector<std::string>> entrypoint;             ///< the service's command goes with its entrypoint
  std::map<std::string, std::optional<std::string>> environment;  ///< over the service's
  std::map<std::string, std::string> labels;                      ///< over the service's
  std::string user;                                               ///< empty: the service's
  std::string working_dir;
  std::vector<std::string> cap_add;
  std::vector<std::string> cap_drop;
  std::vector<compose::Port> ports;
  std::vector<compose::Mount> volumes;
  bool service_ports = false;  ///< the service's ports, too
  bool use_aliases = false;    ///< others find it by the names of the service
  bool tty = false;
  bool stdin_open = false;
  bool attached = false;     ///< somebody is there for its input: it ends with him
  bool auto_remove = false;  ///< the engine removes it when it ends
};

/// "<project>-<service>-run-<the first twelve digits of the slug>"
std::string one_off_name(const compose::Project& project, const std::string& service, const std::string& slug);

/// The service as the one-off runs it: no replicas, restarts, hooks, nor the ports that it was not asked for.
compose::Service service_of_one_off(const compose::Service& service, const OneOff& one_off);

/// `options.services` is the one service. Its dependencies come up as `up` would bring them up, and the one-off starts
/// when they are as the service wants them. The service's own containers stay as they are.
Plan make_run(const compose::Project& project, const Observed& observed, const UpOptions& options,
              const OneOff& one_off);

}  // namespace berth::plan
