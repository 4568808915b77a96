// What this host gives to a project's services before containers are made: variables of providers and models, and the
// engine's socket.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "cli/progress_reporter.hpp"
#include "cli/session.hpp"
#include "compose/project.hpp"
#include "lifecycle/execute.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"

namespace berth::cli {

struct CompleteProject {
  compose::Project project;
  plan::Plan preparations;
  std::optional<lifecycle::Outcome> failed;  ///< of `preparations`: the project is as it was
};

/// Checks that the programs are there (throws Reported, with places, when one is not), runs providers and readies
/// models, and loads the project again with what came of it. With --dry-run, or without a reporter, nothing is run.
/// Sets `options.prepared` when there is nothing left to prepare. `services`: those of the command line.
boost::asio::awaitable<CompleteProject> complete_project(Session& session, const compose::Project& project,
                                                         const std::vector<std::string>& services,
                                                         plan::UpOptions& options, ProgressReporter* reporter);

}  // namespace berth::cli
