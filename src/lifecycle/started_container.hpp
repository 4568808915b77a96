// What a plan tells of the containers that it starts: needed to read their output from its first line.
#pragma once

#include <map>
#include <set>
#include <string>

#include "plan/plan.hpp"

namespace berth::lifecycle {

struct StartedContainer {
  bool existed = false;  ///< it has an earlier run, whose lines are not wanted
  bool tty = false;      ///< of a new one; an inspect tells it of the others
  bool readable = true;  ///< its log can be read: driver other than "none"
  std::uint32_t number = 0;
};

/// By the name that it has when it is started.
std::map<std::string, StartedContainer> started_by(const plan::Plan& plan);

/// Ids of the containers that the plan starts, stops, restarts or removes: all others stay as they are.
std::set<std::string> touched_by(const plan::Plan& plan);

}  // namespace berth::lifecycle
