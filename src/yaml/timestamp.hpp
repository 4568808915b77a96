// Dates as go-yaml recognises them (https://yaml.org/type/timestamp.html, the subset that Go's time.Parse takes).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "yaml/node.hpp"

namespace berth::yaml {

/// "2001-12-14", "2001-12-14 21:59:43.1", "2001-12-14t21:59:43.10-05:00". nullopt: text that is no date.
std::optional<Timestamp> parse_timestamp(std::string_view text);

/// "2001-12-14T21:59:43.1-05:00" (RFC 3339 with up to nine decimals), as YAML and JSON output shows a date.
std::string format_rfc3339(const Timestamp& timestamp);

}  // namespace berth::yaml
