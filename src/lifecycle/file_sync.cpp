#include "lifecycle/file_sync.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lifecycle/container_owner.hpp"
#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

constexpr std::size_t paths_at_once = 500;  // arguments of one `rm`: far below what a command line takes

/// Files of this host may vanish or shrink while they are read: then all is sent again as it is now.
constexpr int attempts = 3;

std::map<std::string, std::vector<engine::ListedFile>> by_folder(const std::vector<SyncedFile>& files) {
  std::map<std::string, std::vector<engine::ListedFile>> out;
  for (const auto& file : files) {
    if (!file.gone) out[file.folder].push_back({file.path, file.name});
  }
  return out;
}

}  // namespace

std::string target_of(const SyncedFile& file) {
  return file.folder.ends_with('/') ? file.folder + file.name : file.folder + "/" + file.name;
}

std::vector<std::string> removals(const std::vector<SyncedFile>& files) {
  std::set<std::string> gone;
  for (const auto& file : files) {
    if (file.gone) gone.insert(target_of(file));
  }
  std::vector<std::string> out;
  for (const auto& path : gone) {
    if (out.empty() || !below(path, out.back())) out.push_back(path);
  }
  return out;
}

asio::awaitable<std::vector<engine_api::ContainerSummary>> containers_of_service(engine::Engine& engine,
                                                                                 std::string project,
                                                                                 std::string service) {
  engine_api::Filters filters;
  filters["label"] = {fmt::format("{}={}", plan::label::project, project),
                      fmt::format("{}={}", plan::label::service, service)};
  auto found = co_await engine.list_containers(std::move(filters), true);
  std::erase_if(found, [](const auto& each) { return plan::is_one_off(each) || !plan::is_managed(each); });
  co_return found;
}

asio::awaitable<std::vector<Error>> FileSync::send(std::string service, std::vector<SyncedFile> files) {
  std::vector<Error> problems;
  const auto containers = co_await containers_of_service(engine_, project_, service);
  for (const auto& container : containers) {
    for (int attempt = 1;; ++attempt) {
      bool again = false;
      try {
        co_await send_to(container, files);
      } catch (const engine::EngineError& error) {
        problems.push_back(error);
      } catch (const Error& error) {
        again = attempt < attempts;
        if (!again) problems.push_back(error);
      }
      if (!again) break;
    }
  }
  co_return problems;
}

asio::awaitable<void> FileSync::send_to(const engine_api::ContainerSummary& container,
                                        const std::vector<SyncedFile>& files) {
  auto gone = removals(files);
  if (!gone.empty()) co_await remove_from(container, std::move(gone));
  for (auto& [folder, listed] : by_folder(files)) co_await put(container.id, folder, listed);
}

asio::awaitable<void> FileSync::remove_from(const engine_api::ContainerSummary& container,
                                            std::vector<std::string> paths) {
  if (container.state != engine_api::ContainerStatus::running) {
    throw engine::EngineError({engine::ErrorKind::conflict, "rm in " + container.name(), 0,
                               fmt::format("{} stays: the container does not run", paths.front())});
  }
  for (std::size_t at = 0; at < paths.size(); at += paths_at_once) {
    engine_api::ExecCreate request;
    request.command = {"rm", "-rf", "--"};
    const auto end = std::min(paths.size(), at + paths_at_once);
    request.command.insert(request.command.end(), paths.begin() + static_cast<std::ptrdiff_t>(at),
                           paths.begin() + static_cast<std::ptrdiff_t>(end));
    request.user = "0";
    const auto result = co_await engine::run_exec(engine_, container.id, std::move(request), 4096);
    if (result.exit_code != 0) {
      throw engine::EngineError({engine::ErrorKind::conflict, "rm in " + container.name(), 0,
                                 fmt::format("{} stays: {}", paths[at], trim(result.output))});
    }
  }
}

/// A target that is not there yet is made on the way.
asio::awaitable<void> FileSync::put(std::string container, std::string folder, std::vector<engine::ListedFile> files) {
  const auto user = co_await owner(container);
  bool missing = false;
  try {
    auto archive = engine::archive_of_files(files, user);
    co_await engine_.put_archive(container, folder, std::move(archive));
  } catch (const engine::EngineError& error) {
    missing = error.kind() == engine::ErrorKind::not_found && folder != "/";
    if (!missing) throw;
  }
  if (!missing) co_return;
  for (auto& file : files) file.name = fmt::format("{}/{}", folder.substr(1), file.name);
  auto archive = engine::archive_of_files(std::move(files), user);
  co_await engine_.put_archive(container, "/", std::move(archive));
}

asio::awaitable<engine::Owner> FileSync::owner(std::string container) {
  if (const auto known = owners_.find(container); known != owners_.end()) co_return known->second;
  const auto found = co_await owner_in_container(engine_, container);
  owners_.emplace(container, found);
  co_return found;
}

}  // namespace berth::lifecycle
