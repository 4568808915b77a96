// What commands share that look at the containers of a project or talk to them: the project from its file or only its
// name, a check of the services, the containers that are meant.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "cli/container_selection.hpp"
#include "cli/project.hpp"
#include "cli/session.hpp"

namespace berth::cli {

using ProjectTask = std::function<boost::asio::awaitable<int>(Session&, const ProjectOrName&)>;

/// Loads the project (or takes its name alone, with -p and no file), refuses services that it does not have, and runs
/// the task. `services`: those of the command line. The exit code.
int on_project(Context& context, const std::vector<std::string>& services, OnSignal on_signal, const ProjectTask& task);

/// The container of a service that a command speaks to: the one of number `index` (--index), without one the lowest
/// that runs. Throws berth::Error: none runs. `all`: one that is stopped will do, too.
boost::asio::awaitable<engine_api::ContainerSummary> container_of_service(engine::Engine& engine,
                                                                          const std::string& project,
                                                                          const std::string& service,
                                                                          std::optional<int> index, bool all = false);

/// With --dry-run, for commands that have no plan: says what would be done, in one line on standard output.
bool only_told(const Context& context, const std::string& what);

}  // namespace berth::cli
