#include "cli/log_time.hpp"

#include <charconv>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/quantity.hpp"

namespace berth::cli {
namespace {

using std::chrono::system_clock;

std::string engine_time(Nanoseconds since_epoch) {
  return fmt::format("{}.{:09}", since_epoch.count() / 1'000'000'000, since_epoch.count() % 1'000'000'000);
}

/// A date with or without a time of day, fraction and zone; nullopt for anything else.
std::optional<Nanoseconds> parse_date(const std::string& text) {
  std::tm fields{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%d", &fields);
  if (rest == nullptr) return std::nullopt;
  Nanoseconds fraction{0};
  if (*rest == 'T' || *rest == ' ') {
    const char* time = rest + 1;
    rest = ::strptime(time, "%H:%M:%S", &fields);
    if (rest == nullptr) rest = ::strptime(time, "%H:%M", &fields);
    if (rest == nullptr) return std::nullopt;
    if (*rest == '.') {
      const char* digits = rest + 1;
      while (*digits >= '0' && *digits <= '9') ++digits;
      const auto seconds = parse_duration("0" + std::string(static_cast<const char*>(rest), digits) + "s");
      if (!seconds) return std::nullopt;
      fraction = *seconds;
      rest = digits;
    }
  }
  std::int64_t offset = 0;
  if (*rest == 'Z') {
    ++rest;
  } else if (*rest == '+' || *rest == '-') {
    std::tm zone{};
    const char sign = *rest;
    rest = ::strptime(rest + 1, "%H:%M", &zone);
    if (rest == nullptr) return std::nullopt;
    offset = (zone.tm_hour * 60 + zone.tm_min) * (sign == '-' ? -60LL : 60LL);
  }
  if (*rest != '\0') return std::nullopt;
  return std::chrono::seconds(::timegm(&fields) - offset) + fraction;
}

std::optional<Nanoseconds> parse_seconds(const std::string& text) {
  if (text.find_first_not_of("0123456789.") != std::string::npos) return std::nullopt;
  return parse_duration(text + "s");
}

}  // namespace

std::optional<LogMoment> log_moment(const std::string& given, system_clock::time_point now) {
  if (given.empty()) return std::nullopt;
  if (const auto seconds = parse_seconds(given)) return LogMoment(*seconds);
  if (const auto date = parse_date(given)) return LogMoment(*date);
  if (const auto ago = parse_duration(given))
    return LogMoment(std::chrono::duration_cast<Nanoseconds>(now.time_since_epoch()) - *ago);
  throw Error(fmt::format("\"{}\" is not a time", given), "write 2026-01-02T13:04:05Z, or 10m for ten minutes ago");
}

std::string log_time(const std::string& given, system_clock::time_point now) {
  const auto moment = log_moment(given, now);
  return moment ? engine_time(moment->time_since_epoch()) : std::string();
}

}  // namespace berth::cli
