// What the phases of planning `up` share. The phases, in their order: images, networks, volumes, orphans, containers
// (services in dependency order), dependants that restart, networks made anew, starts and gates, loose ends.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/builder.hpp"
#include "plan/facts.hpp"
#include "plan/image_steps.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"
#include "plan/preparations.hpp"
#include "plan/request.hpp"
#include "plan/selection.hpp"

namespace berth::plan {

/// A container of a service as it will be.
struct Member {
  Peer peer;
  const ContainerSummary* old = nullptr;  ///< the one that is there; nullptr: none
  bool replaced = false;                  ///< `old` makes room for a new one
  std::size_t change = 0;
  std::vector<StepIndex> before_start;  ///< create, rename, connect, copy …
  std::optional<StepIndex> start_call;
  std::optional<StepIndex> started;  ///< the last step of its start: the call, or its post_start hooks

  [[nodiscard]] bool is_new() const { return old == nullptr || replaced; }
};

struct NetworkState {
  std::string name;
  std::optional<StepIndex> created;  ///< containers that join it come after this
  std::optional<StepIndex> removed;  ///< it is made anew: containers leave it before this
  /// A second one of the name is removed: what joins it by name, and what starts on it, comes after this.
  std::optional<StepIndex> unambiguous;
};

struct VolumeState {
  std::string name;
  std::optional<StepIndex> created;
  std::optional<StepIndex> removed;
};

struct Up {
  const compose::Project& project;
  const Observed& observed;
  const UpOptions& options;
  Selection selection;
  PlanBuilder builder;

  Preparations preparations;  ///< none when they were executed before
  ImageSteps image_steps;
  std::map<std::string, NetworkState> networks;  ///< by key
  std::map<std::string, VolumeState> volumes;    ///< by key
  std::set<std::string> remade_volumes;          ///< engine names
  /// Something is made anew that containers hold on to: they stop before their replacements are created.
  bool old_first = false;

  Peers peers;
  std::map<std::string, std::vector<Member>> members;  ///< by service
  std::set<std::string> recreated;                     ///< services with a replaced container
  std::set<std::string> removed_first;                 ///< those whose old containers go before the new ones come
  std::map<std::string, StepIndex> stops;              ///< by container id
  std::map<std::string, StepIndex> removals;           ///< by container id
  std::map<std::string, StepIndex> renames;            ///< by container id
  std::set<std::string> removed_after_create;          ///< ids of containers that go when their replacement is there

  Up(const compose::Project& project_, const Observed& observed_, const UpOptions& options_, std::string command);

  [[nodiscard]] RequestContext request_context() const { return {project, observed, peers}; }
  [[nodiscard]] const compose::Service& service(const std::string& name) const { return project.services.at(name); }
};

/// Throws ProjectError for what the engine cannot carry of the services that take part.
void refuse_unsupported(const Up& up);
/// Pulls and builds that the selected services need.
void plan_images(Up& up);
void plan_networks(Up& up);
/// The engine takes the service's networks by name in this step: each name must mean one.
void need_unambiguous_networks(Up& up, const compose::Service& service, StepIndex step);
void plan_volumes(Up& up);
void plan_orphans(Up& up);
/// Creates, replaces and removes containers of one service.
void converge(Up& up, const std::string& service);
/// Containers whose dependency is replaced and that depend on it with `restart: true`.
void plan_restarts(Up& up);
/// Takes containers off networks that are made anew and puts them on again; volumes that are made anew wait until the
/// containers that hold them are gone.
void plan_releases(Up& up);
void plan_starts(Up& up);
/// Edges between steps that share a name or a host port.
void connect_names(Up& up);
void connect_ports(Up& up);

}  // namespace berth::plan
