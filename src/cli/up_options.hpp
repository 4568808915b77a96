// The options that `up`, `create` and `plan` share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "compose/project.hpp"
#include "plan/options.hpp"

namespace berth::cli {

struct UpArguments {
  std::vector<std::string> services;
  std::vector<std::string> scale;
  std::string pull;
  std::optional<int> timeout;
  bool build = false;
  bool no_build = false;
  bool force_recreate = false;
  bool no_recreate = false;
  bool always_recreate_deps = false;
  bool renew_anonymous_volumes = false;
  bool remove_orphans = false;
  bool no_deps = false;
  bool no_start = false;
  bool wait = false;
  bool rerun = false;
  bool quiet_build = false;
  bool quiet_pull = false;
  bool yes = false;
};

/// What decides which containers are made: valid for all three commands.
void add_create_options(Command& command, UpArguments& arguments);
/// What concerns starting: not for `create`.
void add_start_options(Command& command, UpArguments& arguments);

/// The planner's options. Throws berth::Error for a service that does not exist or a bad --scale.
plan::UpOptions plan_options(const Context& context, const compose::Project& project, const UpArguments& arguments);

}  // namespace berth::cli
