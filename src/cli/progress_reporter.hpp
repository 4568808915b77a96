// Shows the progress of a command on standard error while it runs.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "lifecycle/events.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::cli {

class ProgressReporter : public lifecycle::EventSink {
 public:
  /// Paints what is left to paint. The display no longer moves afterwards, so that other output can follow.
  virtual void finish() = 0;

  /// From now on a moving display tells what is done and what fails in plain lines: something else has the terminal.
  virtual void become_lines() = 0;

  /// What follows is shown on its own, under another title ("stop").
  virtual void begin_anew(const std::string& title) = 0;

  /// --quiet-pull, --quiet-build: only the beginning and the end of such steps are shown.
  void silence(lifecycle::Action action) { silenced_.insert(action); }

  /// Failed steps so far, with all that is known about each: for the report at the end.
  [[nodiscard]] const std::vector<lifecycle::StepFailed>& failures() const { return failures_; }
  [[nodiscard]] const std::vector<lifecycle::StepSkipped>& skipped() const { return skipped_; }
  /// They were reported: what follows is another change.
  void forget_failures() {
    failures_.clear();
    skipped_.clear();
  }

 protected:
  /// Keeps what the report at the end needs. false: it is not to be shown.
  bool remember(const lifecycle::Event& event);

 private:
  std::set<lifecycle::Action> silenced_;
  std::vector<lifecycle::StepFailed> failures_;
  std::vector<lifecycle::StepSkipped> skipped_;
};

/// The one for --progress: a moving display, plain lines, JSON lines, or nothing. `title`: the command.
std::unique_ptr<ProgressReporter> make_progress_reporter(const Context& context, boost::asio::io_context& loop,
                                                         const std::string& title);

}  // namespace berth::cli
