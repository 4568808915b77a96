// An engine in memory for the tests of the lifecycle: containers that become healthy and end by script, calls that are
// written down, delayed or refused, an event stream that can be cut.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "engine_client/engine.hpp"

namespace berth::test {

using engine::awaitable;
using Milliseconds = std::chrono::milliseconds;

/// What a container does after each start.
struct Script {
  std::optional<Milliseconds> ready_after;  ///< from then on its health test passes
  std::optional<Milliseconds> engine_tells_health_after;
  engine_api::HealthStatus engine_health = engine_api::HealthStatus::healthy;
  std::optional<Milliseconds> ends_after;
  std::int64_t exit_code = 0;
  int restarts = 0;                 ///< how often the engine starts it again when it ends
  std::vector<std::string> writes;  ///< log lines of each run, to standard output
};

struct FakeContainer {
  engine_api::ContainerInspect inspect;
  std::vector<std::string> log;  ///< with timestamps
  std::chrono::steady_clock::time_point started{};
  int restarts_left = 0;
};

class FakeEngine final : public engine::Engine {
 public:
  explicit FakeEngine(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  // What a test arranges.
  std::map<std::string, Script> scripts;                 ///< by container name
  std::map<std::string, Milliseconds> delays;            ///< by call ("start db") or its verb ("start")
  std::function<void(const std::string& call)> on_call;  ///< may throw EngineError
  engine_api::Capabilities abilities;
  std::optional<engine_api::HealthConfig> health_test;  ///< of every container that is added or created
  std::vector<engine_api::ImageSummary> images;
  std::vector<engine_api::NetworkSummary> networks;
  std::vector<engine_api::VolumeSummary> volumes;

  FakeContainer& add(const std::string& name, engine_api::ContainerStatus status);
  void tell(engine_api::Event event);
  void cut_events();    ///< the client takes the stream up again: `resumed`
  void break_events();  ///< it could not
  void end(const std::string& name, std::int64_t exit_code);

  // What a test looks at.
  std::vector<std::string> calls;                   ///< "start db", in the order in which they came in
  std::size_t most_at_once = 0;                     ///< calls at the same time, inspects and execs not counted
  std::map<std::string, FakeContainer> containers;  ///< by name
  [[nodiscard]] std::size_t count(const std::string& call) const;
  [[nodiscard]] std::ptrdiff_t position(const std::string& call) const;  ///< -1: never called

  // engine::Engine
  std::string address() const override { return where; }
  std::string where = "fake://";
  awaitable<engine_api::Capabilities> capabilities() override;
  awaitable<void> ping(engine::Deadline) override;
  awaitable<engine_api::EngineVersion> version(engine::Deadline) override;
  awaitable<engine_api::EngineInfo> info(engine::Deadline) override;
  awaitable<std::unique_ptr<engine::EventStream>> events(engine_api::Filters, std::optional<engine_api::TimePoint>,
                                                         std::optional<engine_api::TimePoint>) override;
  awaitable<std::vector<engine_api::ContainerSummary>> list_containers(engine_api::Filters, bool,
                                                                       engine::Deadline) override;
  awaitable<engine_api::ContainerInspect> inspect_container(std::string, engine::Deadline) override;
  awaitable<engine_api::ContainerCreated> create_container(engine_api::ContainerCreate, engine::Deadline) override;
  awaitable<void> start_container(std::string, engine::Deadline) override;
  awaitable<void> stop_container(std::string, engine::StopOptions, engine::Deadline) override;
  awaitable<void> restart_container(std::string, engine::StopOptions, engine::Deadline) override;
  awaitable<void> kill_container(std::string, std::string, engine::Deadline) override;
  awaitable<void> pause_container(std::string, engine::Deadline) override;
  awaitable<void> unpause_container(std::string, engine::Deadline) override;
  awaitable<void> remove_container(std::string, engine::RemoveContainer, engine::Deadline) override;
  awaitable<void> rename_container(std::string, std::string, engine::Deadline) override;
  awaitable<engine_api::WaitResult> wait_container(std::string, engine::WaitCondition, engine::Deadline) override;
  awaitable<void> resize_container(std::string, engine::ConsoleSize, engine::Deadline) override;
  awaitable<engine_api::Processes> top_container(std::string, engine::Deadline) override;
  awaitable<std::unique_ptr<engine::StatsStream>> container_stats(std::string, bool, engine::Deadline) override;
  awaitable<std::unique_ptr<engine::OutputStream>> container_logs(std::string, engine::LogOptions,
                                                                  engine::Deadline) override;
  awaitable<std::unique_ptr<engine::AttachedStream>> attach_container(std::string, engine::AttachOptions,
                                                                      engine::Deadline) override;
  awaitable<void> put_archive(std::string, std::string, std::unique_ptr<engine::ByteSource>, engine::Deadline) override;
  awaitable<std::unique_ptr<engine::OutputStream>> get_archive(std::string, std::string, engine::Deadline) override;
  awaitable<engine_api::PathStat> stat_path(std::string, std::string, engine::Deadline) override;
  awaitable<engine::HealthcheckRun> run_healthcheck(std::string, engine::Deadline) override;
  awaitable<std::string> create_exec(std::string, engine_api::ExecCreate, engine::Deadline) override;
  awaitable<std::unique_ptr<engine::AttachedStream>> start_exec(std::string, bool, engine::ConsoleSize,
                                                                engine::Deadline) override;
  awaitable<void> start_exec_detached(std::string, bool, engine::Deadline) override;
  awaitable<engine_api::ExecInspect> inspect_exec(std::string, engine::Deadline) override;
  awaitable<void> resize_exec(std::string, engine::ConsoleSize, engine::Deadline) override;
  awaitable<std::vector<engine_api::ImageSummary>> list_images(engine_api::Filters, engine::Deadline) override;
  awaitable<engine_api::ImageInspect> inspect_image(std::string, engine::Deadline) override;
  awaitable<void> pull_image(std::string, engine::PullOptions, engine::ProgressHandler, engine::Deadline) override;
  awaitable<std::string> registry_digest(std::string, engine_api::RegistryAuth, engine::Deadline) override;
  awaitable<std::vector<std::string>> load_image(std::unique_ptr<engine::ByteSource>, engine::Deadline) override;
  awaitable<void> tag_image(std::string, std::string, std::string, engine::Deadline) override;
  awaitable<std::vector<engine_api::ImageDeleted>> remove_image(std::string, bool, engine::Deadline) override;
  awaitable<void> push_image(std::string, engine_api::RegistryAuth, engine::ProgressHandler) override;
  awaitable<std::string> solve_image(engine_api::BuildOptions, engine::BuildOffers, engine::ProgressHandler) override;
  awaitable<std::string> build_image(engine_api::BuildOptions, std::unique_ptr<engine::ByteSource>,
                                     engine::ProgressHandler, engine::Deadline) override;
  awaitable<std::vector<engine_api::NetworkSummary>> list_networks(engine_api::Filters, engine::Deadline) override;
  awaitable<engine_api::NetworkSummary> inspect_network(std::string, engine::Deadline) override;
  awaitable<std::string> create_network(engine_api::NetworkCreate, engine::Deadline) override;
  awaitable<void> remove_network(std::string, engine::Deadline) override;
  awaitable<void> connect_network(std::string, std::string, engine_api::EndpointSettings, engine::Deadline) override;
  awaitable<void> disconnect_network(std::string, std::string, bool, engine::Deadline) override;
  awaitable<std::vector<engine_api::VolumeSummary>> list_volumes(engine_api::Filters, engine::Deadline) override;
  awaitable<engine_api::VolumeSummary> inspect_volume(std::string, engine::Deadline) override;
  awaitable<engine_api::VolumeSummary> create_volume(engine_api::VolumeCreate, engine::Deadline) override;
  awaitable<void> remove_volume(std::string, bool, engine::Deadline) override;

 private:
  class Events;
  class Log;
  class NoOutput;
  struct Feed;  // of one event stream

  /// Written down, delayed and perhaps refused, as the test arranged.
  awaitable<void> call(std::string name);
  FakeContainer& find(const std::string& id);
  void run_script(FakeContainer& container);
  void after(Milliseconds time, std::function<void()> action);
  [[nodiscard]] bool ready(const FakeContainer& container) const;

  boost::asio::any_io_executor executor_;
  std::list<boost::asio::steady_timer> timers_;
  std::vector<std::shared_ptr<Feed>> feeds_;
  std::int64_t clock_ = 1'700'000'000;  // seconds of made-up time, one for each thing that happens
  std::size_t at_once_ = 0;
};

/// For on_call.
engine::EngineError engine_error(engine::ErrorKind kind, const std::string& message);

}  // namespace berth::test
