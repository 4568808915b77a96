// Changed files of the host into the containers of a service, and gone ones out of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "engine_client/engine.hpp"
#include "engine_client/path_archive.hpp"
#include "lifecycle/watch_rules.hpp"

namespace berth::lifecycle {

class FileSync {
 public:
  FileSync(engine::Engine& engine, std::string project) : engine_(engine), project_(std::move(project)) {}

  /// To all containers of the service, stopped ones too; the files belong to the user that runs there. Deletions first
  /// (as root, by the container's own `rm`), then one tar stream for each watched folder. Returns what could not be
  /// done; throws EngineError when the containers cannot be listed.
  boost::asio::awaitable<std::vector<Error>> send(std::string service, std::vector<SyncedFile> files);

 private:
  boost::asio::awaitable<void> send_to(const engine_api::ContainerSummary& container,
                                       const std::vector<SyncedFile>& files);
  boost::asio::awaitable<void> remove_from(const engine_api::ContainerSummary& container,
                                           std::vector<std::string> paths);
  boost::asio::awaitable<void> put(std::string container, std::string folder, std::vector<engine::ListedFile> files);
  boost::asio::awaitable<engine::Owner> owner(std::string container);

  engine::Engine& engine_;
  std::string project_;
  std::map<std::string, engine::Owner> owners_;  // by container id
};

/// Where the file is in the container.
std::string target_of(const SyncedFile& file);

/// The paths to remove: nothing below a folder that is removed itself.
std::vector<std::string> removals(const std::vector<SyncedFile>& files);

/// The project's containers of a service that `up` made.
boost::asio::awaitable<std::vector<engine_api::ContainerSummary>> containers_of_service(engine::Engine& engine,
                                                                                        std::string project,
                                                                                        std::string service);

}  // namespace berth::lifecycle
