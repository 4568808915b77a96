#include "unit/lifecycle/fake_engine.hpp"

#include <algorithm>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "lifecycle/wakeup.hpp"

namespace berth::test {

namespace asio = boost::asio;
using engine::ErrorKind;
using engine_api::ContainerStatus;

namespace {

engine_api::TimePoint moment(std::int64_t seconds) {
  return engine_api::TimePoint(std::chrono::seconds(seconds));
}

std::string stamp(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.000000000Z", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

bool matches(const engine_api::Filters& filters, const engine_api::StringMap& labels) {
  const auto wanted = filters.find("label");
  if (wanted == filters.end()) return true;
  return std::ranges::all_of(wanted->second, [&](const std::string& pair) {
    const auto cut = pair.find('=');
    const auto found = labels.find(pair.substr(0, cut));
    return found != labels.end() && found->second == pair.substr(cut + 1);
  });
}

}  // namespace

engine::EngineError engine_error(ErrorKind kind, const std::string& message) {
  engine::EngineError::Details details;
  details.kind = kind;
  details.call = "TEST";
  details.message = message;
  return engine::EngineError(std::move(details));
}

struct FakeEngine::Feed {
  explicit Feed(const asio::any_io_executor& executor) : news(executor) {}

  lifecycle::Wakeup news;
  std::deque<engine_api::Event> events;
  bool broken = false;
};

class FakeEngine::Events final : public engine::EventStream {
 public:
  explicit Events(std::shared_ptr<Feed> feed) : feed_(std::move(feed)) {}

  awaitable<engine_api::Event> next() override {
    while (feed_->events.empty()) {
      if (feed_->broken) throw engine_error(ErrorKind::unavailable, "the event stream is gone");
      co_await feed_->news.wait();
    }
    auto event = std::move(feed_->events.front());
    feed_->events.pop_front();
    co_return event;
  }

 private:
  std::shared_ptr<Feed> feed_;
};

/// The lines there are; with follow until the container ends.
class FakeEngine::Log final : public engine::OutputStream {
 public:
  Log(FakeEngine& owner, std::string name, engine::LogOptions options)
      : owner_(owner), name_(std::move(name)), options_(std::move(options)) {
    auto& lines = owner_.containers.at(name_).log;
    if (options_.tail) at_ = lines.size() - std::min(lines.size(), static_cast<std::size_t>(*options_.tail));
    auto since = options_.since;
    const bool unix = !since.empty() && since.find('T') == std::string::npos;
    if (unix) since = stamp(std::stoll(since));
    while (at_ < lines.size() && lines[at_].substr(0, since.size()) < since) ++at_;
  }

  awaitable<std::optional<engine::OutputChunk>> next() override {
    const auto executor = co_await asio::this_coro::executor;
    lifecycle::Wakeup clock(executor);
    for (;;) {
      const auto& container = owner_.containers.at(name_);
      if (at_ < container.log.size()) {
        co_return engine::OutputChunk{engine::OutputChannel::stdout_text, container.log[at_++] + "\n"};
      }
      if (!options_.follow || !container.inspect.state.running) co_return std::nullopt;
      co_await clock.wait(lifecycle::Clock::now() + Milliseconds(1));
    }
  }

 private:
  FakeEngine& owner_;
  std::string name_;
  engine::LogOptions options_;
  std::size_t at_ = 0;
};

class FakeEngine::NoOutput final : public engine::AttachedStream {
 public:
  awaitable<std::optional<engine::OutputChunk>> next() override { co_return std::nullopt; }
  awaitable<void> write(std::string) override { co_return; }
  awaitable<void> close_input() override { co_return; }
};

// ---- what happens ----

FakeContainer& FakeEngine::add(const std::string& name, ContainerStatus status) {
  auto& container = containers[name];
  auto& inspect = container.inspect;
  inspect.id = "id-" + name;
  inspect.name = name;
  inspect.state.status = status;
  inspect.state.running = status == ContainerStatus::running;
  inspect.config.healthcheck = health_test;
  if (health_test) inspect.state.health = engine_api::Health{engine_api::HealthStatus::starting, 0, {}};
  if (inspect.state.running) container.started = std::chrono::steady_clock::now();
  return container;
}

FakeContainer& FakeEngine::find(const std::string& id) {
  for (auto& [name, container] : containers) {
    if (container.inspect.id == id || name == id) return container;
  }
  throw engine_error(ErrorKind::not_found, "No such container: " + id);
}

void FakeEngine::tell(engine_api::Event event) {
  event.time = moment(++clock_);
  for (auto& feed : feeds_) {
    feed->events.push_back(event);
    feed->news.notify();
  }
}

void FakeEngine::cut_events() {
  engine_api::Event event;
  event.type = engine_api::EventType::resumed;
  tell(event);
}

void FakeEngine::break_events() {
  for (auto& feed : feeds_) {
    feed->broken = true;
    feed->news.notify();
  }
}

void FakeEngine::after(Milliseconds time, std::function<void()> action) {
  auto& timer = timers_.emplace_back(executor_, time);
  timer.async_wait([action = std::move(action)](const boost::system::error_code& error) {
    if (!error) action();
  });
}

bool FakeEngine::ready(const FakeContainer& container) const {
  const auto script = scripts.find(container.inspect.name);
  if (script == scripts.end() || !script->second.ready_after) return false;
  return std::chrono::steady_clock::now() - container.started >= *script->second.ready_after;
}

namespace {

engine_api::Event event_of(const FakeContainer& container, std::string action) {
  engine_api::Event event;
  event.type = engine_api::EventType::container;
  event.action = std::move(action);
  event.actor = container.inspect.id;
  return event;
}

}  // namespace

void FakeEngine::run_script(FakeContainer& container) {
  auto& state = container.inspect.state;
  const auto name = container.inspect.name;
  state.status = ContainerStatus::running;
  state.running = true;
  state.restarting = false;
  state.started_at = moment(++clock_);
  container.started = std::chrono::steady_clock::now();
  const auto& script = scripts[name];
  for (const auto& line : script.writes) container.log.push_back(stamp(++clock_) + " " + line);
  tell(event_of(container, "start"));
  if (script.engine_tells_health_after) {
    after(*script.engine_tells_health_after, [this, name, health = script.engine_health] {
      auto& told = containers.at(name);
      if (told.inspect.state.health) told.inspect.state.health->status = health;
      auto event = event_of(told, "health_status");
      event.health = health;
      tell(event);
    });
  }
  if (script.ends_after) after(*script.ends_after, [this, name, code = script.exit_code] { end(name, code); });
}

void FakeEngine::end(const std::string& name, std::int64_t exit_code) {
  const auto found = containers.find(name);
  if (found == containers.end() || !found->second.inspect.state.running) return;
  auto& container = found->second;
  auto& state = container.inspect.state;
  const bool again = container.restarts_left > 0;
  state.running = false;
  state.status = again ? ContainerStatus::restarting : ContainerStatus::exited;
  state.restarting = again;
  state.exit_code = exit_code;
  state.finished_at = moment(++clock_);
  auto event = event_of(container, "die");
  event.exit_code = exit_code;
  tell(event);
  if (!again) return;
  --container.restarts_left;
  after(Milliseconds(5), [this, name] { run_script(containers.at(name)); });
}

std::size_t FakeEngine::count(const std::string& name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(calls, [&](const auto& made) { return made == name || made.starts_with(name + " "); }));
}

std::ptrdiff_t FakeEngine::position(const std::string& name) const {
  const auto found = std::ranges::find(calls, name);
  return found == calls.end() ? -1 : found - calls.begin();
}

awaitable<void> FakeEngine::call(std::string name) {
  calls.push_back(name);
  const auto verb = name.substr(0, name.find(' '));
  const bool counted = verb != "inspect" && verb != "exec" && verb != "logs";
  struct Place {
    FakeEngine& engine;
    bool counted;
    Place(FakeEngine& of, bool counts) : engine(of), counted(counts) {
      if (counted) engine.most_at_once = std::max(engine.most_at_once, ++engine.at_once_);
    }
    ~Place() {
      if (counted) --engine.at_once_;
    }
  } const place(*this, counted);
  auto delay = delays.find(name);
  if (delay == delays.end()) delay = delays.find(verb);
  if (delay != delays.end()) {
    asio::steady_timer timer(executor_, delay->second);
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (on_call) on_call(name);
}

// ---- engine::Engine ----

awaitable<engine_api::Capabilities> FakeEngine::capabilities() {
  co_return abilities;
}

awaitable<engine_api::EngineVersion> FakeEngine::version(engine::Deadline) {
  co_await call("version");
  co_return engine_api::EngineVersion{};
}

awaitable<std::unique_ptr<engine::EventStream>> FakeEngine::events(engine_api::Filters,
                                                                   std::optional<engine_api::TimePoint>,
                                                                   std::optional<engine_api::TimePoint>) {
  co_await call("events");
  auto feed = std::make_shared<Feed>(executor_);
  feeds_.push_back(feed);
  co_return std::make_unique<Events>(feed);
}

awaitable<std::vector<engine_api::ContainerSummary>> FakeEngine::list_containers(engine_api::Filters filters, bool all,
                                                                                 engine::Deadline) {
  co_await call("list containers");
  std::vector<engine_api::ContainerSummary> found;
  for (const auto& [name, container] : containers) {
    const auto& inspect = container.inspect;
    if (!all && !inspect.state.running) continue;
    if (!matches(filters, inspect.config.labels)) continue;
    engine_api::ContainerSummary summary;
    summary.id = inspect.id;
    summary.names = {name};
    summary.labels = inspect.config.labels;
    summary.state = inspect.state.status;
    for (const auto& [inside, bindings] : inspect.host.port_bindings) {
      for (const auto& binding : bindings) {
        summary.ports.push_back({binding.host_ip, 0, static_cast<std::uint16_t>(std::stoi(binding.host_port)), "tcp"});
      }
    }
    found.push_back(std::move(summary));
  }
  co_return found;
}

awaitable<engine_api::ContainerInspect> FakeEngine::inspect_container(std::string id, engine::Deadline) {
  co_await call("inspect " + id);
  co_return find(id).inspect;
}

awaitable<engine_api::ContainerCreated> FakeEngine::create_container(engine_api::ContainerCreate request,
                                                                     engine::Deadline) {
  co_await call("create " + request.name);
  if (containers.contains(request.name)) throw engine_error(ErrorKind::conflict, "name is already in use");
  auto& container = add(request.name, ContainerStatus::created);
  const auto test = request.config.healthcheck ? request.config.healthcheck : health_test;
  container.inspect.config = std::move(request.config);
  container.inspect.config.healthcheck = test;
  container.inspect.host = std::move(request.host);
  container.restarts_left = scripts[request.name].restarts;
  co_return engine_api::ContainerCreated{container.inspect.id, {}};
}

awaitable<void> FakeEngine::start_container(std::string id, engine::Deadline) {
  co_await call("start " + find(id).inspect.name);
  auto& container = find(id);
  if (!container.inspect.state.running) run_script(container);
}

awaitable<void> FakeEngine::stop_container(std::string id, engine::StopOptions, engine::Deadline) {
  const auto name = find(id).inspect.name;
  co_await call("stop " + name);
  find(id).restarts_left = 0;
  end(name, 143);
}

awaitable<void> FakeEngine::kill_container(std::string id, std::string signal, engine::Deadline) {
  const auto name = find(id).inspect.name;
  co_await call("kill " + name + " " + signal);
  if (!find(id).inspect.state.running) throw engine_error(ErrorKind::conflict, "is not running");
  const bool deaf = signal != "SIGKILL" && scripts[name].exit_code == 137;  // a script that ignores signals
  if (!deaf) end(name, signal == "SIGKILL" ? 137 : 143);
}

awaitable<void> FakeEngine::remove_container(std::string id, engine::RemoveContainer, engine::Deadline) {
  const auto name = find(id).inspect.name;
  co_await call("remove " + name);
  tell(event_of(find(id), "destroy"));
  containers.erase(name);
}

awaitable<void> FakeEngine::rename_container(std::string id, std::string name, engine::Deadline) {
  const auto old = find(id).inspect.name;
  co_await call("rename " + old + " " + name);
  auto node = containers.extract(old);
  node.key() = name;
  node.mapped().inspect.name = name;
  containers.insert(std::move(node));
}

awaitable<engine_api::WaitResult> FakeEngine::wait_container(std::string id, engine::WaitCondition,
                                                             engine::Deadline deadline) {
  co_await call("wait " + find(id).inspect.name);
  const auto give_up = lifecycle::Clock::now() + deadline.after.value_or(Milliseconds(5000));
  lifecycle::Wakeup clock(executor_);
  while (find(id).inspect.state.running) {
    if (lifecycle::Clock::now() >= give_up) throw engine_error(ErrorKind::timeout, "still running");
    co_await clock.wait(lifecycle::Clock::now() + Milliseconds(1));
  }
  co_return engine_api::WaitResult{find(id).inspect.state.exit_code, {}};
}

awaitable<std::unique_ptr<engine::OutputStream>> FakeEngine::container_logs(std::string id, engine::LogOptions options,
                                                                            engine::Deadline) {
  const auto name = find(id).inspect.name;
  co_await call("logs " + name + (options.since.empty() ? "" : " since " + options.since));
  co_return std::make_unique<Log>(*this, name, std::move(options));
}

awaitable<engine::HealthcheckRun> FakeEngine::run_healthcheck(std::string id, engine::Deadline) {
  co_await call("healthcheck " + find(id).inspect.name);
  engine::HealthcheckRun run;
  run.status = ready(find(id)) ? engine_api::HealthStatus::healthy : engine_api::HealthStatus::unhealthy;
  co_return run;
}

awaitable<std::string> FakeEngine::create_exec(std::string id, engine_api::ExecCreate, engine::Deadline) {
  co_await call("exec " + find(id).inspect.name);
  if (!find(id).inspect.state.running) throw engine_error(ErrorKind::conflict, "is not running");
  co_return find(id).inspect.id;
}

awaitable<std::unique_ptr<engine::AttachedStream>> FakeEngine::start_exec(std::string, bool, engine::ConsoleSize,
                                                                          engine::Deadline) {
  co_return std::make_unique<NoOutput>();
}

awaitable<engine_api::ExecInspect> FakeEngine::inspect_exec(std::string exec, engine::Deadline) {
  engine_api::ExecInspect inspect;
  inspect.exit_code = ready(find(exec)) ? 0 : 1;
  co_return inspect;
}

awaitable<std::vector<engine_api::ImageSummary>> FakeEngine::list_images(engine_api::Filters, engine::Deadline) {
  co_await call("list images");
  co_return images;
}

awaitable<engine_api::ImageInspect> FakeEngine::inspect_image(std::string name, engine::Deadline) {
  co_await call("inspect_image " + name);
  for (const auto& image : images) {
    if (std::ranges::find(image.repo_tags, name) == image.repo_tags.end()) continue;
    engine_api::ImageInspect inspect;
    inspect.id = image.id;
    co_return inspect;
  }
  throw engine_error(ErrorKind::not_found, "No such image: " + name);
}

awaitable<void> FakeEngine::pull_image(std::string reference, engine::PullOptions, engine::ProgressHandler progress,
                                       engine::Deadline) {
  engine_api::Progress layer;
  layer.id = "layer1";
  layer.status = "Downloading";
  layer.current = 10;
  layer.total = 20;
  progress(layer);
  co_await call("pull " + reference);
  engine_api::ImageSummary image;
  image.id = "sha256:" + reference;
  image.repo_tags = {reference};
  images.push_back(std::move(image));
}

awaitable<std::vector<engine_api::NetworkSummary>> FakeEngine::list_networks(engine_api::Filters filters,
                                                                             engine::Deadline) {
  co_await call("list networks");
  auto found = networks;
  std::erase_if(found, [&](const auto& network) { return !matches(filters, network.labels); });
  co_return found;
}

awaitable<engine_api::NetworkSummary> FakeEngine::inspect_network(std::string id, engine::Deadline) {
  co_await call("inspect_network " + id);
  for (const auto& network : networks) {
    if (network.id == id || network.name == id) co_return network;
  }
  throw engine_error(ErrorKind::not_found, "No such network: " + id);
}

awaitable<std::string> FakeEngine::create_network(engine_api::NetworkCreate request, engine::Deadline) {
  co_await call("create_network " + request.name);
  engine_api::NetworkSummary network;
  network.id = "net-" + request.name;
  network.name = request.name;
  network.labels = request.labels;
  networks.push_back(network);
  co_return network.id;
}

awaitable<void> FakeEngine::remove_network(std::string id, engine::Deadline) {
  co_await call("remove_network " + id);
  for (const auto& network : networks) {
    if (network.id == id && !network.containers.empty())
      throw engine_error(ErrorKind::conflict, "has active endpoints");
  }
  if (std::erase_if(networks, [&](const auto& network) { return network.id == id; }) == 0) {
    throw engine_error(ErrorKind::not_found, "no such network");
  }
}

awaitable<std::vector<engine_api::VolumeSummary>> FakeEngine::list_volumes(engine_api::Filters filters,
                                                                           engine::Deadline) {
  co_await call("list volumes");
  auto found = volumes;
  std::erase_if(found, [&](const auto& volume) { return !matches(filters, volume.labels); });
  co_return found;
}

awaitable<engine_api::VolumeSummary> FakeEngine::create_volume(engine_api::VolumeCreate request, engine::Deadline) {
  co_await call("create_volume " + request.name);
  engine_api::VolumeSummary volume;
  volume.name = request.name;
  volumes.push_back(volume);
  co_return volume;
}

awaitable<void> FakeEngine::remove_volume(std::string name, bool, engine::Deadline) {
  co_await call("remove_volume " + name);
  std::erase_if(volumes, [&](const auto& volume) { return volume.name == name; });
}

awaitable<void> FakeEngine::put_archive(std::string id, std::string folder, std::unique_ptr<engine::ByteSource>,
                                        engine::Deadline) {
  co_await call("put_archive " + find(id).inspect.name + " " + folder);
}

}  // namespace berth::test
