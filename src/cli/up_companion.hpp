// What goes on beside the output of an attached `up`: the watch of --watch, and the keys of its terminal.
#pragma once

#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "cli/watch_run.hpp"
#include "lifecycle/attached.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::cli {

struct CompanionOptions {
  UpArguments up;
  bool watch = false;  ///< from the beginning
  bool menu = true;    ///< --menu
};

class UpCompanion {
 public:
  UpCompanion(Session& session, const compose::Project& project, CompanionOptions options, ProgressReporter& reporter);
  ~UpCompanion();

  /// There is a terminal to take keys from, and nobody who does not want it.
  [[nodiscard]] bool keys() const { return keys_; }

  boost::asio::awaitable<void> run(lifecycle::AttachedControl& control);

 private:
  boost::asio::awaitable<void> take_keys(lifecycle::AttachedControl& control, lifecycle::TaskGroup& tasks);
  boost::asio::awaitable<void> answer(char key, lifecycle::AttachedControl& control, lifecycle::TaskGroup& tasks);
  void begin_watch(lifecycle::AttachedControl& control, lifecycle::TaskGroup& tasks);
  boost::asio::awaitable<void> watch(lifecycle::AttachedControl& control);
  boost::asio::awaitable<void> show_containers();

  Session& session_;
  const compose::Project& project_;
  CompanionOptions options_;
  WatchArguments watching_;
  ProgressReporter& reporter_;
  bool keys_ = false;
  std::optional<lifecycle::WatchRules> rules_;
  std::unique_ptr<lifecycle::Interrupt> watch_;  // while one runs: ends it
};

}  // namespace berth::cli
