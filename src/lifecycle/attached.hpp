// An `up` that stays: the containers' output until they end or the user leaves.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "lifecycle/execute.hpp"
#include "lifecycle/logs.hpp"

namespace berth::lifecycle {

enum class AttachedEnd : std::uint8_t {
  all_exited,        ///< every attached container ended by itself
  container_exited,  ///< --abort-on-container-exit, --exit-code-from
  container_failed,  ///< --abort-on-container-failure
  interrupted,       ///< the user's first Ctrl-C
  killed,            ///< the second
  failed,            ///< the plan failed: nothing is left to be attached to
};

struct AttachedOptions {
  ExecuteOptions execute;          ///< its `before_start` is taken by the attached run; `interrupt` must be set
  std::set<std::string> services;  ///< whose output is shown
  bool abort_on_exit = false;      ///< --abort-on-container-exit
  bool abort_on_failure = false;   ///< --abort-on-container-failure
  std::string exit_code_from;      ///< a service; implies abort_on_exit
  /// Makes the plan that stops the project, after an interrupt or an abort. Observes and plans anew.
  std::function<boost::asio::awaitable<plan::Plan>()> plan_stop;
};

struct AttachedResult {
  Outcome outcome;              ///< of the plan
  std::optional<Outcome> stop;  ///< of the stop, when one ran
  AttachedEnd end = AttachedEnd::all_exited;
  /// Of the container that ended the run, or of `exit_code_from`.
  std::int64_t exit_code = 0;
  std::string container;  ///< which one that was
};

/// Runs the plan and streams the lines of the services' containers, those that run already included, until the end
/// says so. The first interrupt stops the project gracefully with `plan_stop`, the second kills what still runs.
/// `targets` are containers that exist already and are not started by the plan.
boost::asio::awaitable<AttachedResult> run_attached(const plan::Plan& plan, const compose::Project& project,
                                                    engine::Engine& engine, EventHub& hub, EventSink& sink,
                                                    LogSink& logs, std::vector<LogTarget> targets,
                                                    AttachedOptions options);

}  // namespace berth::lifecycle
