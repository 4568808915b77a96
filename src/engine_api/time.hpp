// Moments as engines write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine_api/common.hpp"

namespace berth::engine_api {

/// RFC 3339 with up to nine digits of a second's fraction. nullopt: not one, or Go's zero time (0001-01-01).
std::optional<TimePoint> parse_rfc3339(std::string_view text);

/// "2026-11-21T08:03:42.123456789Z"; without a fraction when there is none.
std::string format_rfc3339(TimePoint time);

/// "1795248222.000000000", as `since` and `until` take it.
std::string format_unix(TimePoint time);

}  // namespace berth::engine_api
