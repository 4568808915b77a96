#include "lifecycle/watch.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "lifecycle/file_sync.hpp"
#include "lifecycle/folder_watch.hpp"
#include "lifecycle/quiet_time.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"
#include "plan/container_steps.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

constexpr auto quiet_for_files = 50ms;
constexpr auto longest_for_files = 500ms;
constexpr auto quiet_for_services = 300ms;
constexpr auto longest_for_services = 5s;

/// "sent a.html, b.html and 7 more"
std::string summary(const std::vector<SyncedFile>& files, bool gone) {
  constexpr std::size_t shown = 3;
  std::vector<std::string> names;
  std::size_t count = 0;
  for (const auto& file : files) {
    if (file.gone != gone || (file.is_folder && !gone)) continue;
    if (++count <= shown) names.push_back(file.name);
  }
  if (count == 0) return {};
  const auto more = count > shown ? fmt::format(" and {} more", count - shown) : std::string();
  return fmt::format("{} {}{}", gone ? "removed" : "sent", fmt::join(names, ", "), more);
}

class Watching {
 public:
  Watching(const compose::Project& project, engine::Engine& engine, const WatchRules& rules, WatchHost& host,
           Interrupt& interrupt, const asio::any_io_executor& executor)
      : project_(project),
        engine_(engine),
        rules_(rules),
        host_(host),
        interrupt_(interrupt),
        files_(executor, [&rules](const std::string& path, bool is_folder) { return rules.concerns(path, is_folder); }),
        sync_(engine, project.name),
        news_(executor) {}

  awaitable<void> run();

 private:
  awaitable<void> listen();
  awaitable<void> answer();
  [[nodiscard]] std::optional<QuietTime::Clock::time_point> next() const;
  awaitable<void> take_changes();
  awaitable<void> send(std::string service, std::vector<SyncedFile> files);
  awaitable<void> disturb(WatchActions actions);
  awaitable<void> rebuild(std::set<std::string> services);
  awaitable<void> execute(std::string service, std::size_t trigger);
  awaitable<void> execute_in(std::string container, std::string service, const compose::Hook& hook);

  const compose::Project& project_;
  engine::Engine& engine_;
  const WatchRules& rules_;
  WatchHost& host_;
  Interrupt& interrupt_;
  FolderWatch files_;
  FileSync sync_;
  Wakeup news_;
  QuietTime for_files_{quiet_for_files, longest_for_files};
  QuietTime for_services_{quiet_for_services, longest_for_services};
  WatchActions waiting_;
  std::map<std::string, std::map<std::string, SyncedFile>> sent_;  // by service and target
};

awaitable<void> Watching::run() {
  const auto roots = rules_.roots();
  for (const auto& root : roots) files_.add(root);
  files_.changes();  // what is there is nothing new
  const auto subscription = interrupt_.subscribe([this](Interrupt::Degree) { news_.notify(); });
  host_.tell(fmt::format("watching {}; Ctrl-C ends it", fmt::join(roots, ", ")));
  const auto present = files_.present();
  for (auto& [service, files] : rules_.first_sync(present)) co_await send(service, std::move(files));
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    tasks.spawn(listen());
    co_await answer();
  });
}

awaitable<void> Watching::listen() {
  for (;;) {
    co_await files_.wait();
    const auto now = QuietTime::Clock::now();
    for_files_.note(now);
    for_services_.note(now);
    news_.notify();
  }
}

std::optional<QuietTime::Clock::time_point> Watching::next() const {
  if (for_files_.due()) return for_files_.due();
  return waiting_.disturbs() ? for_services_.due() : std::nullopt;
}

awaitable<void> Watching::answer() {
  for (;;) {
    co_await news_.wait(next());
    if (interrupt_.requested()) co_return;
    if (for_files_.is_due(QuietTime::Clock::now())) co_await take_changes();
    if (for_files_.due() || !waiting_.disturbs() || !for_services_.is_due(QuietTime::Clock::now())) continue;
    for_services_.clear();
    co_await disturb(std::exchange(waiting_, {}));
  }
}

awaitable<void> Watching::take_changes() {
  for_files_.clear();
  auto actions = rules_.actions(files_.changes());
  const auto sync = std::exchange(actions.sync, {});
  waiting_.merge(std::move(actions));
  for (const auto& [service, files] : sync) co_await send(service, files);
}

awaitable<void> Watching::send(std::string service, std::vector<SyncedFile> files) {
  std::vector<Error> problems;
  try {
    problems = co_await sync_.send(service, files);
  } catch (const engine::EngineError& error) {
    problems.push_back(error);
  }
  for (const auto& problem : problems) host_.complain(problem);
  auto& sent = sent_[service];
  for (const auto& file : files) sent[target_of(file)] = file;
  if (!problems.empty()) co_return;
  for (const bool gone : {true, false}) {
    if (const auto text = summary(files, gone); !text.empty()) host_.tell(fmt::format("{}: {}", service, text));
  }
}

awaitable<void> Watching::disturb(WatchActions actions) {
  if (!actions.rebuild.empty()) co_await rebuild(actions.rebuild);
  if (!actions.restart.empty() && !interrupt_.requested()) {
    host_.tell(fmt::format("restarting {}", fmt::join(actions.restart, ", ")));
    co_await host_.restart(actions.restart);
  }
  for (const auto& [service, trigger] : actions.exec) {
    if (!interrupt_.requested()) co_await execute(service, trigger);
  }
}

awaitable<void> Watching::rebuild(std::set<std::string> services) {
  host_.tell(fmt::format("rebuilding {}", fmt::join(services, ", ")));
  const bool done = co_await host_.rebuild(services);
  if (!done) co_return;
  for (const auto& service : services) {
    std::vector<SyncedFile> again;
    for (auto& [target, file] : sent_[service]) {
      std::error_code unknown;
      file.gone = !std::filesystem::exists(std::filesystem::symlink_status(file.path, unknown));
      again.push_back(file);
    }
    if (!again.empty()) co_await send(service, std::move(again));
  }
}

awaitable<void> Watching::execute(std::string service, std::size_t trigger) {
  const auto& hook = project_.services.at(service).watch.at(trigger).exec;
  if (!hook) co_return;
  try {
    const auto containers = co_await containers_of_service(engine_, project_.name, service);
    for (const auto& container : containers) {
      if (container.state == engine_api::ContainerStatus::running) co_await execute_in(container.id, service, *hook);
    }
  } catch (const engine::EngineError& error) {
    host_.complain(error);
  }
}

/// An interrupt does not wait for the command.
awaitable<void> Watching::execute_in(std::string container, std::string service, const compose::Hook& hook) {
  constexpr std::size_t output_limit = 64UL * 1024;
  std::optional<engine::ExecResult> result;
  std::exception_ptr failure;
  Wakeup ended(co_await asio::this_coro::executor);
  const auto subscription = interrupt_.subscribe([&ended](Interrupt::Degree) { ended.notify(); });
  const auto run = [&]() -> awaitable<void> {
    try {
      result = co_await engine::run_exec(engine_, container, plan::hook_request(hook), output_limit);
    } catch (const engine::EngineError&) {
      failure = std::current_exception();
    }
    ended.notify();
  };
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    tasks.spawn(run());
    co_await ended.wait();
  });
  if (failure) std::rethrow_exception(failure);
  if (!result) co_return;
  for (const auto line : split(trim(result->output), '\n')) {
    if (!line.empty()) host_.tell(fmt::format("{}: {}", service, line));
  }
  const auto command = fmt::format("{}", fmt::join(hook.command, " "));
  if (result->exit_code == 0) co_return host_.tell(fmt::format("{}: ran {}", service, command));
  host_.complain(Error(fmt::format("{}: {} ended with exit code {}", service, command, result->exit_code)));
}

}  // namespace

awaitable<void> watch(const compose::Project& project, engine::Engine& engine, const WatchRules& rules, WatchHost& host,
                      Interrupt& interrupt) {
  const auto executor = co_await asio::this_coro::executor;
  Watching watching(project, engine, rules, host, interrupt, executor);
  co_await watching.run();
}

}  // namespace berth::lifecycle
