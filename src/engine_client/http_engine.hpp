// The engine over HTTP. One .cpp file for each group of calls.
#pragma once

#include "engine_client/api_caller.hpp"
#include "engine_client/engine.hpp"

namespace berth::engine {

/// How long a broken stream of events is taken up again.
inline constexpr std::chrono::seconds event_patience{30};

class HttpObjects;

class HttpEngine final : public Engine {
 public:
  HttpEngine(const boost::asio::any_io_executor& executor, std::unique_ptr<Transport> transport, std::string address,
             std::chrono::milliseconds patience = event_patience)
      : caller_(executor, std::move(transport), std::move(address)), patience_(patience) {}

  std::string address() const override { return caller_.address(); }

  awaitable<engine_api::Capabilities> capabilities() override;
  awaitable<engine_api::EngineVersion> version(Deadline deadline) override;
  awaitable<engine_api::EngineInfo> info(Deadline deadline) override;
  awaitable<std::unique_ptr<EventStream>> events(engine_api::Filters filters,
                                                 std::optional<engine_api::TimePoint> since,
                                                 std::optional<engine_api::TimePoint> until) override;

  awaitable<std::vector<engine_api::ContainerSummary>> list_containers(engine_api::Filters filters, bool all,
                                                                       Deadline deadline) override;
  awaitable<engine_api::ContainerInspect> inspect_container(std::string id, Deadline deadline) override;
  awaitable<engine_api::ContainerCreated> create_container(engine_api::ContainerCreate request,
                                                           Deadline deadline) override;
  awaitable<void> start_container(std::string id, Deadline deadline) override;
  awaitable<void> stop_container(std::string id, StopOptions options, Deadline deadline) override;
  awaitable<void> restart_container(std::string id, StopOptions options, Deadline deadline) override;
  awaitable<void> kill_container(std::string id, std::string signal, Deadline deadline) override;
  awaitable<void> pause_container(std::string id, Deadline deadline) override;
  awaitable<void> unpause_container(std::string id, Deadline deadline) override;
  awaitable<void> remove_container(std::string id, RemoveContainer options, Deadline deadline) override;
  awaitable<void> rename_container(std::string id, std::string name, Deadline deadline) override;
  awaitable<engine_api::WaitResult> wait_container(std::string id, WaitCondition condition, Deadline deadline) override;
  awaitable<void> resize_container(std::string id, ConsoleSize size, Deadline deadline) override;
  awaitable<engine_api::Processes> top_container(std::string id, Deadline deadline) override;
  awaitable<std::unique_ptr<StatsStream>> container_stats(std::string id, bool follow, Deadline deadline) override;
  awaitable<std::unique_ptr<OutputStream>> container_logs(std::string id, LogOptions options,
                                                          Deadline deadline) override;
  awaitable<std::unique_ptr<AttachedStream>> attach_container(std::string id, AttachOptions options,
                                                              Deadline deadline) override;
  awaitable<void> put_archive(std::string id, std::string folder, std::unique_ptr<ByteSource> tar,
                              Deadline deadline) override;
  awaitable<std::unique_ptr<OutputStream>> get_archive(std::string id, std::string path, Deadline deadline) override;
  awaitable<engine_api::PathStat> stat_path(std::string id, std::string path, Deadline deadline) override;
  awaitable<HealthcheckRun> run_healthcheck(std::string id, Deadline deadline) override;

  awaitable<std::string> create_exec(std::string container, engine_api::ExecCreate request, Deadline deadline) override;
  awaitable<std::unique_ptr<AttachedStream>> start_exec(std::string exec, bool tty, ConsoleSize size,
                                                        Deadline deadline) override;
  awaitable<void> start_exec_detached(std::string exec, bool tty, Deadline deadline) override;
  awaitable<engine_api::ExecInspect> inspect_exec(std::string exec, Deadline deadline) override;
  awaitable<void> resize_exec(std::string exec, ConsoleSize size, Deadline deadline) override;

  awaitable<std::vector<engine_api::ImageSummary>> list_images(engine_api::Filters filters, Deadline deadline) override;
  awaitable<engine_api::ImageInspect> inspect_image(std::string name, Deadline deadline) override;
  awaitable<void> pull_image(std::string reference, PullOptions options, ProgressHandler on_progress,
                             Deadline deadline) override;
  awaitable<std::string> registry_digest(std::string reference, engine_api::RegistryAuth auth,
                                         Deadline deadline) override;
  awaitable<void> push_image(std::string reference, engine_api::RegistryAuth auth,
                             ProgressHandler on_progress) override;
  awaitable<std::vector<std::string>> load_image(std::unique_ptr<ByteSource> archive, Deadline deadline) override;
  awaitable<void> tag_image(std::string source, std::string repository, std::string tag, Deadline deadline) override;
  awaitable<std::vector<engine_api::ImageDeleted>> remove_image(std::string name, bool force,
                                                                Deadline deadline) override;
  awaitable<std::string> solve_image(engine_api::BuildOptions options, BuildOffers offers,
                                     ProgressHandler on_progress) override;
  awaitable<std::string> build_image(engine_api::BuildOptions options, std::unique_ptr<ByteSource> context,
                                     ProgressHandler on_progress, Deadline deadline) override;

  awaitable<std::vector<engine_api::NetworkSummary>> list_networks(engine_api::Filters filters,
                                                                   Deadline deadline) override;
  awaitable<engine_api::NetworkSummary> inspect_network(std::string id, Deadline deadline) override;
  awaitable<std::string> create_network(engine_api::NetworkCreate request, Deadline deadline) override;
  awaitable<void> remove_network(std::string id, Deadline deadline) override;
  awaitable<void> connect_network(std::string id, std::string container, engine_api::EndpointSettings endpoint,
                                  Deadline deadline) override;
  awaitable<void> disconnect_network(std::string id, std::string container, bool force, Deadline deadline) override;

  awaitable<std::vector<engine_api::VolumeSummary>> list_volumes(engine_api::Filters filters,
                                                                 Deadline deadline) override;
  awaitable<engine_api::VolumeSummary> inspect_volume(std::string name, Deadline deadline) override;
  awaitable<engine_api::VolumeSummary> create_volume(engine_api::VolumeCreate request, Deadline deadline) override;
  awaitable<void> remove_volume(std::string name, bool force, Deadline deadline) override;

 private:
  /// A call whose reply says nothing beyond its status.
  awaitable<void> done(Call call, Deadline deadline, std::optional<std::chrono::milliseconds> usual = {});
  awaitable<std::unique_ptr<HttpObjects>> objects(Call call, Deadline deadline);
  awaitable<void> follow_progress(Call call, std::string label, ProgressHandler on_progress, Deadline deadline);
  awaitable<std::unique_ptr<AttachedStream>> hijack(Call call, bool tty, Deadline deadline);

  ApiCaller caller_;
  std::chrono::milliseconds patience_;
};

/// "/containers/" + the encoded id + `action`.
std::string container_path(std::string_view id, std::string_view action = {});

}  // namespace berth::engine
