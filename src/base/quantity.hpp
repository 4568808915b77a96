// Durations and sizes as compose files and engines write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth {

using Nanoseconds = std::chrono::duration<std::int64_t, std::nano>;

/// A compose duration, "1h30m", "1.5s", "500ms", "10us", "0" (compose-spec 11-extension "Specifying durations"; Go's
/// time.ParseDuration). Units: ns, us, µs, ms, s, m, h, and d, w as Docker Compose accepts them. nullopt: not one.
std::optional<Nanoseconds> parse_duration(std::string_view text);

/// As Go prints a time.Duration: "1m30s", "1.5s", "500ms", "0s".
std::string format_duration(Nanoseconds duration);

/// For people: "320 ms", "1.8 s", "2 min 5 s".
std::string human_duration(Nanoseconds duration);

/// A size in bytes, "512m", "1.5gb", "64KiB", "1024" (docker's units: powers of 1024, any case). nullopt: not one.
std::optional<std::int64_t> parse_bytes(std::string_view text);

/// For people, powers of 1000 as docker prints image sizes: "83.1MB".
std::string human_bytes(std::uint64_t bytes);

}  // namespace berth
