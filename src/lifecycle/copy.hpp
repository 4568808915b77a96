// Files in and out of containers, by the rules of `cp`: a folder that is there takes what is copied under its own name,
// a name that is not there becomes that of the copy, and "/." behind a source means its content.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"

namespace berth::lifecycle {

struct CopyOptions {
  bool owners = false;           ///< -a: users and groups go with the files
  bool follow_the_link = false;  ///< -L: a source that is a symbolic link stands for what it points to
};

/// From a path of a container to one of this host. Throws berth::Error and EngineError.
boost::asio::awaitable<void> copy_from_container(engine::Engine& engine, std::string container, std::string source,
                                                 std::string target, CopyOptions options);

/// The archive as the engine makes it.
boost::asio::awaitable<std::unique_ptr<engine::OutputStream>> archive_from_container(engine::Engine& engine,
                                                                                     std::string container,
                                                                                     std::string source,
                                                                                     CopyOptions options);

/// From a path of this host to one of a container.
boost::asio::awaitable<void> copy_to_container(engine::Engine& engine, std::string container, std::string source,
                                               std::string target, CopyOptions options);

/// What the copy of a source becomes.
struct CopyTarget {
  std::string folder;  ///< exists, or has to
  std::string name;    ///< in it; empty: the source's content goes into the folder
};

/// `source` and `target` as they were typed; `target_is_folder`: nullopt when it is not there. Throws berth::Error for
/// a folder that would replace a file, and a file that would be named like a folder that is not there.
CopyTarget copy_target(const std::string& source, bool source_is_folder, const std::string& target,
                       std::optional<bool> target_is_folder);

}  // namespace berth::lifecycle
