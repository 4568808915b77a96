#include "engine_api/time.hpp"

#include <charconv>

#include <fmt/format.h>

namespace berth::engine_api {
namespace {

using namespace std::chrono;

/// Takes `digits` digits from the front of text.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc() || end != text.data() + digits || text.front() == '-') return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
  const auto y = take_number(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = take_number(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<nanoseconds> take_clock(std::string_view& text) {
  const auto h = take_number(text, 2);
  if (!h || *h > 23 || !take(text, ':')) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || *m > 59 || !take(text, ':')) return std::nullopt;
  const auto s = take_number(text, 2);
  if (!s || *s > 60) return std::nullopt;
  return hours{*h} + minutes{*m} + seconds{*s};
}

/// ".123" → 123 ms; no fraction is 0. Digits beyond the ninth are dropped.
std::optional<nanoseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return nanoseconds{0};
  std::int64_t value = 0;
  std::int64_t unit = 100'000'000;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits, unit /= 10) {
    value += unit * (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return nanoseconds{value};
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return minutes{0};
  const bool west = take(text, '-');
  if (!west && !take(text, '+')) return std::nullopt;
  const auto h = take_number(text, 2);
  if (!h || !take(text, ':')) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m) return std::nullopt;
  const minutes offset = hours{*h} + minutes{*m};
  return west ? -offset : offset;
}

}  // namespace

std::optional<TimePoint> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  // Nanoseconds of 64 bits reach from 1678 to 2262; Go's zero time lies before.
  if (*date < sys_days{year{1700} / 1 / 1} || *date > sys_days{year{2261} / 1 / 1}) return std::nullopt;
  return TimePoint{*date} + *clock + *fraction - *offset;
}

std::string format_rfc3339(TimePoint time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss<nanoseconds> clock{time - day};
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                          clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:09}", clock.subseconds().count());
  return text + 'Z';
}

std::string format_unix(TimePoint time) {
  const auto whole = floor<seconds>(time);
  return fmt::format("{}.{:09}", whole.time_since_epoch().count(), (time - whole).count());
}

}  // namespace berth::engine_api
