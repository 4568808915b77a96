// An `up` that stays: the containers' output until they end or the user leaves.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "lifecycle/execute.hpp"
#include "lifecycle/logs.hpp"

namespace berth::lifecycle {

enum class AttachedEnd : std::uint8_t {
  all_exited,        ///< every container ended by itself
  container_exited,  ///< --abort-on-container-exit, --exit-code-from
  container_failed,  ///< --abort-on-container-failure
  interrupted,       ///< the user's first Ctrl-C
  killed,            ///< the second
  failed,            ///< the plan failed; what runs is left running
  detached,          ///< the user left; the containers go on
};

/// What goes on beside an attached run can do with it.
class AttachedControl {
 public:
  virtual ~AttachedControl() = default;
  /// Executes a plan whose containers join the run: what they write is shown, too.
  virtual boost::asio::awaitable<Outcome> execute(const plan::Plan& plan, const compose::Project& project) = 0;
  /// While it is held open, the run does not end because all its containers have; an interrupt, too, waits until it is
  /// open no more.
  virtual void hold_open(bool open) = 0;
  /// Ends the run and leaves the containers as they are.
  virtual void detach() = 0;
};

struct AttachedOptions {
  ExecuteOptions execute;          ///< before_start and after_start are taken by the run itself
  std::set<std::string> services;  ///< whose output is shown
  bool abort_on_exit = false;      ///< --abort-on-container-exit
  bool abort_on_failure = false;   ///< --abort-on-container-failure
  std::string exit_code_from;      ///< a service; empty: none
  /// Makes the plan that stops the project, after an interrupt or an abort: observes and plans anew.
  std::function<boost::asio::awaitable<plan::Plan>()> plan_stop;
  /// Goes on beside the output once the plan is done (a watch, the keyboard), until the end of the run; may be empty.
  std::function<boost::asio::awaitable<void>(AttachedControl&)> companion;
};

struct AttachedResult {
  Outcome outcome;              ///< of the plan
  std::optional<Outcome> stop;  ///< of the stop, when one ran
  AttachedEnd end = AttachedEnd::all_exited;
  /// Of the container that ended the run, or of `exit_code_from`; otherwise 0.
  std::int64_t exit_code = 0;
  std::string container;  ///< which one ended the run; may be empty
};

/// Runs the plan and streams the lines of the services' containers until the end says so. Containers that run already
/// (`targets`, as far as the plan leaves them alone) are joined from now on, without their past. The first interrupt,
/// or an abort, stops the project gracefully with `plan_stop`; the second kills what still runs.
boost::asio::awaitable<AttachedResult> run_attached(const plan::Plan& plan, const compose::Project& project,
                                                    engine::Engine& engine, EventHub& hub, EventSink& sink,
                                                    LogSink& logs, std::vector<LogTarget> targets,
                                                    AttachedOptions options);

}  // namespace berth::lifecycle
