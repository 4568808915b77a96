// Which containers of a project a command looks at.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "compose/project.hpp"
#include "engine_api/container.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/logs.hpp"

namespace berth::cli {

/// The project's containers, sorted by service and number, without one-offs; `services` empty: of all services.
/// `all`: stopped ones too. One request.
boost::asio::awaitable<std::vector<engine_api::ContainerSummary>> project_containers(
    engine::Engine& engine, const std::string& project, const std::vector<std::string>& services, bool all);

/// Sorted by service and number, without one-offs and without what neither `up` nor `run` made.
std::vector<engine_api::ContainerSummary> service_containers(std::vector<engine_api::ContainerSummary> containers,
                                                             const std::vector<std::string>& services);

/// The containers as sources of log lines, in the same order. The project tells which services have a terminal.
std::vector<lifecycle::LogTarget> log_targets(const std::vector<engine_api::ContainerSummary>& containers,
                                              const compose::Project& project);

}  // namespace berth::cli
