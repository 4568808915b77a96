// One step of a plan: one call of the engine or one gate, what it needs before it, and why it is there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/quantity.hpp"
#include "compose/readiness.hpp"
#include "engine_api/types.hpp"
#include "plan/cause.hpp"

namespace berth::plan {

/// Index of a step in Plan::steps.
using StepIndex = std::size_t;

/// A container that exists (`id`), or that a step of this plan creates (`created_by`). `name` is for people, and is
/// the name that it has when the step runs.
struct ContainerReference {
  std::string id;
  std::optional<StepIndex> created_by;
  std::string name;

  bool operator==(const ContainerReference&) const = default;
};

// ---- images ----

/// `POST /images/create`
struct PullImage {
  std::string reference;
  std::string platform;
};

/// Builds the image of `service` (its `build` is in the project) and tags it `reference`.
struct BuildImage {
  std::string service;
  std::string reference;
  std::optional<StepIndex> unless_pulled;  ///< nothing to build when this step succeeded
  bool no_cache = false;
  bool pull_base = false;
  std::int64_t memory = 0;  ///< bytes; the classic builder alone knows a limit
};

/// `POST /images/{reference}/push`, with this user's credentials.
struct PushImage {
  std::string reference;
};

/// `DELETE /images/{reference}`; an image in use stays, which is said and is no failure.
struct RemoveImage {
  std::string reference;
};

// ---- networks and volumes ----

/// `POST /networks/create`. A network of that name that appeared meanwhile with the same labels counts as made.
struct CreateNetwork {
  engine_api::NetworkCreate request;
};

struct RemoveNetwork {
  std::string id;
  std::string name;
};

struct CreateVolume {
  engine_api::VolumeCreate request;
};

struct RemoveVolume {
  std::string name;
};

// ---- containers ----

/// A field of the request that names a container which another step creates: "container:<id>", "<id>[:ro]".
struct LateReference {
  enum class Field : std::uint8_t { network_mode, ipc_mode, pid_mode, volumes_from };
  Field field = Field::network_mode;
  std::size_t index = 0;     ///< of volumes_from
  StepIndex created_by = 0;  ///< the CreateContainer step whose id goes there
  std::string suffix;        ///< ":ro" of volumes_from
};

/// `POST /containers/create`. The executor calls plan::resolve (plan/resolve.hpp) just before, which fills in what was
/// not known when planning: ids of new containers and the id of an image that was pulled or built.
struct CreateContainer {
  engine_api::ContainerCreate request;
  std::vector<LateReference> references;
  std::optional<StepIndex> image_step;  ///< pulls or builds its image; resolve() wants the image's id after it
};

struct StartContainer {
  ContainerReference container;
};

/// Signal, wait, kill. nullopt: the container's own grace period.
struct StopContainer {
  ContainerReference container;
  std::optional<Nanoseconds> timeout;
};

/// `POST /containers/{id}/restart`
struct RestartContainer {
  ContainerReference container;
  std::optional<Nanoseconds> timeout;
};

/// `POST /containers/{id}/kill`. One that does not run (any more) counts as done.
struct KillContainer {
  ContainerReference container;
  std::string signal;  ///< "SIGKILL"
};

/// `POST /containers/{id}/pause`
struct PauseContainer {
  ContainerReference container;
};

/// `POST /containers/{id}/unpause`
struct UnpauseContainer {
  ContainerReference container;
};

/// `DELETE /containers/{id}`. One that is gone already counts as removed.
struct RemoveContainer {
  ContainerReference container;
  /// The anonymous volumes that it mounts go with it. By name, since the engine takes one that was handed over by an
  /// earlier container for a named one; nullopt: they stay.
  std::optional<std::vector<std::string>> anonymous_volumes;
};

/// `POST /containers/{id}/rename`
struct RenameContainer {
  ContainerReference container;
  std::string new_name;
};

/// `POST /networks/{network}/connect`
struct ConnectNetwork {
  ContainerReference container;
  std::string network;  ///< name
  engine_api::EndpointSettings endpoint;
};

/// `POST /networks/{network}/disconnect`, forced. Not being connected counts as done.
struct DisconnectNetwork {
  ContainerReference container;
  std::string network;  ///< id
};

/// A file that is put into a container before it starts. Never shown.
struct FileContent {
  std::string path;  ///< in the container, absolute
  std::string content;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::int64_t mode = 0444;
};

/// `PUT /containers/{id}/archive`: configs and secrets that are not files of the host.
struct CopyFiles {
  ContainerReference container;
  std::vector<FileContent> files;
};

/// pre_start: starts a container, waits for its end and removes it, whatever the end; an exit code other than 0 is a
/// failure. `POST /containers/{id}/start`, `…/wait`, `DELETE /containers/{id}`.
struct RunToEnd {
  ContainerReference container;
};

/// post_start and pre_stop: `POST /containers/{id}/exec`; a non-zero exit code is a failure.
struct RunHook {
  ContainerReference container;
  engine_api::ExecCreate request;
};

// ---- programs beside the engine ----

/// `<program> compose --project-name=PROJECT COMMAND --OPTION=VALUE… SERVICE`, of a service with a `provider`. What it
/// sets are variables of the services that depend on it.
struct RunProvider {
  std::string service;
  std::string type;     ///< names the program
  std::string command;  ///< up, stop, down
  std::vector<std::pair<std::string, std::string>> options;
};

/// Docker's model runner: `pull` unless it has the model, `configure`, and `status`, which tells where it answers.
struct PrepareModel {
  std::string key;
  std::string model;
  std::int64_t context_size = 0;
  std::vector<std::string> runtime_flags;
};

// ---- gates ----

/// What a gate waits for: conditions of depends_on, and running_or_healthy of --wait. service_started needs no gate:
/// the start step of the dependency is needed directly.
enum class Condition : std::uint8_t { healthy, completed, running_or_healthy };

/// Opens when all containers meet the condition; looks at once.
struct WaitFor {
  Condition condition = Condition::healthy;
  std::vector<ContainerReference> containers;
  bool completion_is_fine = false;          ///< running_or_healthy: exit code 0 counts as well
  std::optional<compose::Readiness> ready;  ///< what to look at where there is no health check
};

/// What the executor does for a step.
using Operation =
    std::variant<PullImage, BuildImage, PushImage, RemoveImage, CreateNetwork, RemoveNetwork, CreateVolume,
                 RemoveVolume, CreateContainer, StartContainer, StopContainer, RestartContainer, KillContainer,
                 PauseContainer, UnpauseContainer, RemoveContainer, RenameContainer, ConnectNetwork, DisconnectNetwork,
                 CopyFiles, RunToEnd, RunHook, RunProvider, PrepareModel, WaitFor>;

/// "create_container", "wait_healthy": stable, the `operation` of the JSON form.
std::string_view operation_name(const Operation& operation);

/// A step that must have ended before. Not required: when it fails, this step still runs, after a warning
/// (`depends_on.*.required: false`).
struct Need {
  StepIndex step = 0;
  bool required = true;

  auto operator<=>(const Need&) const = default;
};

enum class ResourceKind : std::uint8_t { container, network, volume, image, service, model };

std::string_view to_string(ResourceKind kind);

/// As it is shown to the user. `service` is empty for networks, volumes and shared images.
struct Resource {
  ResourceKind kind = ResourceKind::container;
  std::string name;
  std::string service;

  auto operator<=>(const Resource&) const = default;
};

struct Step {
  Operation operation;
  Resource resource;
  std::vector<Need> needs;    ///< sorted; only steps with a smaller index
  std::vector<Cause> causes;  ///< never empty
  std::size_t change = 0;     ///< index in Plan::changes: what this step is a part of
};

}  // namespace berth::plan
