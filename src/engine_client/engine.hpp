// The engine as Berth sees it: typed calls that suspend instead of blocking. An interface, so that tests and
// simulations can take the engine's place; the real one is made by engine_client/connect.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "engine_api/types.hpp"
#include "engine_client/build_offers.hpp"
#include "engine_client/error.hpp"
#include "engine_client/stream.hpp"

namespace berth::engine {

/// Time that a call may take, from its start to the end of its reply. The default depends on the call: 30 s for
/// reads, 2 minutes for changes, none for waits, pulls, builds and streams (those: until the first byte of the reply).
struct Deadline {
  std::optional<std::chrono::milliseconds> after;
};

using ProgressHandler = std::function<void(const engine_api::Progress&)>;

struct LogOptions {
  bool follow = false;
  bool standard_output = true;
  bool standard_error = true;
  bool timestamps = false;
  std::string since;  ///< seconds since 1970 with a fraction, or RFC 3339; empty: from the start
  std::string until;
  std::optional<std::int64_t> tail;  ///< lines; nullopt: all
  bool tty = false;                  ///< the container has a terminal, so its output comes unframed
};

struct AttachOptions {
  bool input = false;
  bool standard_output = true;
  bool standard_error = true;
  bool replay_logs = false;
  bool tty = false;  ///< as in LogOptions
  std::string detach_keys;
};

enum class WaitCondition : std::uint8_t { not_running, next_exit, removed };

struct RemoveContainer {
  bool force = false;
  bool volumes = false;  ///< its anonymous volumes too
};

struct PullOptions {
  std::string platform;
  engine_api::RegistryAuth auth;  ///< see engine_client/registry_auth.hpp
};

struct StopOptions {
  std::optional<std::int64_t> timeout;  ///< seconds until the kill; nullopt: the container's own; -1: never
  std::string signal;                   ///< see Capabilities::stop_signal_on_stop
};

struct HealthcheckRun {
  engine_api::HealthStatus status = engine_api::HealthStatus::none;
  std::vector<engine_api::HealthLogEntry> log;
};

struct ConsoleSize {
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
};

/// Every call throws EngineError, and boost::system::system_error (operation_aborted) when it is cancelled. Calls may
/// run at the same time, all on the executor's one thread. Containers, networks and images are named or by id. Streams
/// must not outlive their engine.
class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  /// Where it is: "unix:///var/run/docker.sock".
  [[nodiscard]] virtual std::string address() const = 0;

  // System.
  /// Known from the first reply of any call; asks `GET /_ping` only when there was none yet.
  virtual awaitable<engine_api::Capabilities> capabilities() = 0;
  virtual awaitable<engine_api::EngineVersion> version(Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::EngineInfo> info(Deadline deadline = {}) = 0;
  /// Subscribes: events after the return are told. `since`: from then on (replay), nullopt: from now on. With `until`
  /// the last event is one of the type EventType::ended.
  virtual awaitable<std::unique_ptr<EventStream>> events(engine_api::Filters filters,
                                                         std::optional<engine_api::TimePoint> since = {},
                                                         std::optional<engine_api::TimePoint> until = {}) = 0;

  // Containers.
  /// Without `all` only the running ones.
  virtual awaitable<std::vector<engine_api::ContainerSummary>> list_containers(engine_api::Filters filters, bool all,
                                                                               Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::ContainerInspect> inspect_container(std::string id, Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::ContainerCreated> create_container(engine_api::ContainerCreate request,
                                                                   Deadline deadline = {}) = 0;
  /// Starting a running container is no error.
  virtual awaitable<void> start_container(std::string id, Deadline deadline = {}) = 0;
  /// Stopping a stopped container is no error. Default deadline: the timeout (or 10 minutes) and 30 s.
  virtual awaitable<void> stop_container(std::string id, StopOptions options, Deadline deadline = {}) = 0;
  virtual awaitable<void> restart_container(std::string id, StopOptions options, Deadline deadline = {}) = 0;
  virtual awaitable<void> kill_container(std::string id, std::string signal, Deadline deadline = {}) = 0;
  virtual awaitable<void> pause_container(std::string id, Deadline deadline = {}) = 0;
  virtual awaitable<void> unpause_container(std::string id, Deadline deadline = {}) = 0;
  virtual awaitable<void> remove_container(std::string id, RemoveContainer options, Deadline deadline = {}) = 0;
  virtual awaitable<void> rename_container(std::string id, std::string name, Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::WaitResult> wait_container(std::string id, WaitCondition condition,
                                                           Deadline deadline = {}) = 0;
  virtual awaitable<void> resize_container(std::string id, ConsoleSize size, Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::Processes> top_container(std::string id, Deadline deadline = {}) = 0;
  /// `follow`: a sample each second until the container is removed; otherwise one, for which engines take a second or
  /// two, since a share of the processor needs two looks.
  virtual awaitable<std::unique_ptr<StatsStream>> container_stats(std::string id, bool follow,
                                                                  Deadline deadline = {}) = 0;
  /// The deadline holds until the stream is open.
  virtual awaitable<std::unique_ptr<OutputStream>> container_logs(std::string id, LogOptions options,
                                                                  Deadline deadline = {}) = 0;
  virtual awaitable<std::unique_ptr<AttachedStream>> attach_container(std::string id, AttachOptions options,
                                                                      Deadline deadline = {}) = 0;
  /// Unpacks a tar stream (engine_client/tar.hpp) below `folder`, which must exist.
  virtual awaitable<void> put_archive(std::string id, std::string folder, std::unique_ptr<ByteSource> tar,
                                      Deadline deadline = {}) = 0;
  /// A tar stream of `path`; its chunks come as stdout_text.
  virtual awaitable<std::unique_ptr<OutputStream>> get_archive(std::string id, std::string path,
                                                               Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::PathStat> stat_path(std::string id, std::string path, Deadline deadline = {}) = 0;
  /// Runs the container's health check now (Podman only: Capabilities::health_check_on_request).
  virtual awaitable<HealthcheckRun> run_healthcheck(std::string id, Deadline deadline = {}) = 0;

  // Commands in containers. See run_exec below for the whole of it.
  /// The id of the new exec.
  virtual awaitable<std::string> create_exec(std::string container, engine_api::ExecCreate request,
                                             Deadline deadline = {}) = 0;
  /// `size`: of its terminal (Docker 1.42; resize_exec does it everywhere, once the command runs).
  virtual awaitable<std::unique_ptr<AttachedStream>> start_exec(std::string exec, bool tty, ConsoleSize size = {},
                                                                Deadline deadline = {}) = 0;
  virtual awaitable<void> start_exec_detached(std::string exec, bool tty, Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::ExecInspect> inspect_exec(std::string exec, Deadline deadline = {}) = 0;
  virtual awaitable<void> resize_exec(std::string exec, ConsoleSize size, Deadline deadline = {}) = 0;

  // Images.
  virtual awaitable<std::vector<engine_api::ImageSummary>> list_images(engine_api::Filters filters,
                                                                       Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::ImageInspect> inspect_image(std::string name, Deadline deadline = {}) = 0;
  /// A reference without tag and digest means ":latest".
  virtual awaitable<void> pull_image(std::string reference, PullOptions options, ProgressHandler on_progress,
                                     Deadline deadline = {}) = 0;
  /// The digest ("sha256:…") that its registry has for the reference now (Capabilities::registry_digests).
  virtual awaitable<std::string> registry_digest(std::string reference, engine_api::RegistryAuth auth,
                                                 Deadline deadline = {}) = 0;
  /// A reference without tag means ":latest". Some engines want credentials even where none are needed.
  virtual awaitable<void> push_image(std::string reference, engine_api::RegistryAuth auth,
                                     ProgressHandler on_progress) = 0;
  /// The archive of `docker save`. Returns the names that were loaded.
  virtual awaitable<std::vector<std::string>> load_image(std::unique_ptr<ByteSource> archive,
                                                         Deadline deadline = {}) = 0;
  virtual awaitable<void> tag_image(std::string source, std::string repository, std::string tag,
                                    Deadline deadline = {}) = 0;
  virtual awaitable<std::vector<engine_api::ImageDeleted>> remove_image(std::string name, bool force,
                                                                        Deadline deadline = {}) = 0;
  /// With BuildKit (Capabilities::buildkit). Returns the image's id, "" when nothing was to be kept. Throws BuildError
  /// for a step that failed.
  virtual awaitable<std::string> solve_image(engine_api::BuildOptions options, BuildOffers offers,
                                             ProgressHandler on_progress) = 0;
  /// The classic builder. `context` is a tar stream (engine_client/build_context.hpp). Returns the image's id.
  virtual awaitable<std::string> build_image(engine_api::BuildOptions options, std::unique_ptr<ByteSource> context,
                                             ProgressHandler on_progress, Deadline deadline = {}) = 0;

  // Networks.
  virtual awaitable<std::vector<engine_api::NetworkSummary>> list_networks(engine_api::Filters filters,
                                                                           Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::NetworkSummary> inspect_network(std::string id, Deadline deadline = {}) = 0;
  /// The id. A taken name is a conflict.
  virtual awaitable<std::string> create_network(engine_api::NetworkCreate request, Deadline deadline = {}) = 0;
  virtual awaitable<void> remove_network(std::string id, Deadline deadline = {}) = 0;
  virtual awaitable<void> connect_network(std::string id, std::string container, engine_api::EndpointSettings endpoint,
                                          Deadline deadline = {}) = 0;
  virtual awaitable<void> disconnect_network(std::string id, std::string container, bool force,
                                             Deadline deadline = {}) = 0;

  // Volumes.
  virtual awaitable<std::vector<engine_api::VolumeSummary>> list_volumes(engine_api::Filters filters,
                                                                         Deadline deadline = {}) = 0;
  virtual awaitable<engine_api::VolumeSummary> inspect_volume(std::string name, Deadline deadline = {}) = 0;
  /// An existing volume of the name is returned as it is.
  virtual awaitable<engine_api::VolumeSummary> create_volume(engine_api::VolumeCreate request,
                                                             Deadline deadline = {}) = 0;
  virtual awaitable<void> remove_volume(std::string name, bool force, Deadline deadline = {}) = 0;
};

struct ExecResult {
  std::int64_t exit_code = 0;
  std::string output;  ///< both channels as they came, cut at `output_limit`
};

/// The exit code of an exec whose output has ended. An engine may close the output a moment before it writes the code
/// down, which is waited for; nullopt: it still runs a second later, so somebody left it (the engine's detach keys).
awaitable<std::optional<std::int64_t>> exec_exit_code(Engine& engine, std::string exec);

/// Creates, starts, reads to the end and inspects: three calls. The deadline covers all of it; an exec cannot be
/// stopped through the API, so after a timeout its process may still run.
awaitable<ExecResult> run_exec(Engine& engine, std::string container, engine_api::ExecCreate request,
                               std::size_t output_limit, Deadline deadline = {});

}  // namespace berth::engine
