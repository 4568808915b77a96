// Names shared by the structs of the Engine API.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace berth::engine_api {

using StringMap = std::map<std::string, std::string>;
using Strings = std::vector<std::string>;

/// The `filters` query of the list and event endpoints: {"label": {"com.docker.compose.project=shop"}}. Values of one
/// name are alternatives (labels: all must match), names are all required.
using Filters = std::map<std::string, Strings>;

/// A moment as engines tell it, to the nanosecond.
using TimePoint = std::chrono::sys_time<std::chrono::nanoseconds>;

}  // namespace berth::engine_api
