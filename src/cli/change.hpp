// What all commands that change something share: the lock, observing, executing a plan, and the report at the end.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "cli/progress_reporter.hpp"
#include "cli/project.hpp"
#include "cli/session.hpp"
#include "lifecycle/execute.hpp"
#include "lifecycle/lock.hpp"
#include "lifecycle/observe.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"

namespace berth::cli {

/// Makes the command's plan from what is there.
using MakePlan = std::function<plan::Plan(const compose::Project&, const plan::Observed&)>;

struct ChangeRequest {
  std::string title;  ///< the command: for the display and the lock
  ProjectOrName source;
  lifecycle::ObserveOptions observe;
  std::optional<plan::UpOptions> observe_for;  ///< instead of `observe`: what planning an `up` with these needs
  MakePlan make;
  std::optional<std::chrono::milliseconds> wait_timeout;
  /// Asked before anything is done; false leaves everything as it is. May be empty.
  std::function<bool(const plan::Plan&)> confirm;
  bool failures_are_fine = false;  ///< failed steps are told, and the exit code is 0
  /// Sees what became of the plan before it is reported; may be empty.
  std::function<void(const plan::Plan&, const lifecycle::Outcome&)> on_outcome;
};

/// A change of the containers of these services (all when none is named) that exist: of networks, images and volumes
/// nothing needs to be known. Throws berth::Error for an unknown service.
ChangeRequest container_change(Context& context, std::string title, const std::vector<std::string>& services);

/// Locks, observes, plans, executes and reports; with --dry-run prints the plan instead. The exit code.
int run_change(Context& context, ChangeRequest request);

/// Waits for other Berth commands on this project, saying so. Held until the result is destroyed.
boost::asio::awaitable<lifecycle::ProjectLock> lock(Session& session, const std::string& project);

/// From --parallel, BERTH_EAGER_HEALTH and the registry credentials of this user.
lifecycle::ExecuteOptions execute_options(Session& session);

/// Throws Reported, with all of it shown, before anything is built from folders or files that are not there, or in a
/// way that the engine does not know.
void check_builds(const Context& context, const compose::Project& project, const engine_api::Capabilities& can,
                  const plan::Plan& plan);

/// Warnings of the plan, on standard error.
void show_warnings(const Context& context, const plan::Plan& plan);

/// The report of what failed; 0 when nothing did and nothing is left behind.
int conclude(const Context& context, const ProgressReporter& reporter, const plan::Plan& plan,
             const lifecycle::Outcome& outcome);

/// Seconds of -t/--timeout.
std::optional<Nanoseconds> seconds(const std::optional<int>& given);

}  // namespace berth::cli
