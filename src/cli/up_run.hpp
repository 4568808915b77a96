// `up`, `create` and `run` up to their plan; what is done with it is the commands' own.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "cli/change.hpp"
#include "cli/up_options.hpp"
#include "plan/make.hpp"

namespace berth::cli {

/// The plan that is to be executed, after images were renewed where their new ids decide what is recreated, and after
/// the user was asked about volumes that changed.
struct UpPlan {
  plan::Plan plan;
  compose::Project project;  ///< with what this host adds to services (complete_project)
  plan::Observed observed;
  std::optional<lifecycle::Outcome> failed_before;  ///< a provider, pull or build failed: `plan` is the one of those
};

/// Shows what this Berth and this engine cannot carry of the project. Throws Reported when that is an error.
void check_project(const Context& context, const compose::Project& project, const plan::Observed& observed);

/// Makes the plan of a command that brings services up: plan::make_up, or more.
using PlanUp = std::function<plan::Plan(const compose::Project&, const plan::Observed&, const plan::UpOptions&)>;

boost::asio::awaitable<UpPlan> make_up_plan(Session& session, const compose::Project& project,
                                            const UpArguments& arguments, ProgressReporter& reporter,
                                            const PlanUp& make = plan::make_up);

}  // namespace berth::cli
