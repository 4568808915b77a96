// `watch` and `up --watch`: the rules of the project, and what rebuilding and restarting mean to the command.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

#include "cli/change.hpp"
#include "cli/up_options.hpp"
#include "lifecycle/interrupt.hpp"
#include "lifecycle/watch.hpp"

namespace berth::cli {

/// `develop.watch` of these services (all when none is named) and of what they depend on. Warns of paths that are bind
/// mounts anyway. Throws berth::Error: nothing is to be watched, or a service that has no build is to be rebuilt.
lifecycle::WatchRules watch_rules(const Context& context, const compose::Project& project,
                                  const std::vector<std::string>& services);

struct WatchArguments {
  UpArguments up;       ///< as the services were brought up
  bool prune = true;    ///< remove images that a rebuild leaves without a name
  bool locked = false;  ///< the project's lock is held already
};

/// Carries out what rebuilding and restarting need.
using RunPlan = std::function<boost::asio::awaitable<lifecycle::Outcome>(const plan::Plan&, const compose::Project&)>;

/// Until an interrupt. What goes wrong is told.
boost::asio::awaitable<void> run_watch(Session& session, const compose::Project& project, const WatchArguments& options,
                                       const lifecycle::WatchRules& rules, ProgressReporter& reporter,
                                       lifecycle::Interrupt& interrupt, RunPlan run_plan);

}  // namespace berth::cli
