// --since and --until.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace berth::cli {

/// What the engine takes: seconds since 1970 with a fraction. `given`: RFC 3339 with or without a zone (then UTC), a
/// date, seconds since 1970, or a duration that is counted back from `now`. Empty stays empty; berth::Error otherwise.
std::string log_time(const std::string& given, std::chrono::system_clock::time_point now);

using LogMoment = std::chrono::sys_time<std::chrono::nanoseconds>;

/// The same as a moment; nullopt for nothing.
std::optional<LogMoment> log_moment(const std::string& given, std::chrono::system_clock::time_point now);

}  // namespace berth::cli
