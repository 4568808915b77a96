#include "base/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth {
namespace {

using namespace std::chrono_literals;

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<Unit, 9> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"µs", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"d", 86'400'000'000'000},
                                     {"w", 604'800'000'000'000}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t number_length(std::string_view text) {
  std::size_t length = 0;
  bool point = false;
  while (length < text.size() && (is_digit(text[length]) || (text[length] == '.' && !point))) {
    point = point || text[length] == '.';
    ++length;
  }
  return length;
}

std::optional<long double> parse_decimal(std::string_view text) {
  if (text.empty() || text == ".") return std::nullopt;
  long double value = 0;
  long double scale = 1;
  bool fraction = false;
  for (const char c : text) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    value = value * 10 + (c - '0');
    if (fraction) scale *= 10;
  }
  return value / scale;
}

std::optional<std::int64_t> find_unit(std::string_view name) {
  for (const auto& unit : units) {
    if (unit.name == name) return unit.nanoseconds;
  }
  return std::nullopt;
}

/// "1.5" for 1500 in thousandths: at most nine digits after the point, none of them a closing zero.
std::string decimal(std::int64_t value, std::int64_t scale) {
  std::string out = fmt::format("{}", value / scale);
  std::int64_t rest = value % scale;
  if (rest == 0) return out;
  out += '.';
  while (rest != 0) {
    scale /= 10;
    out += static_cast<char>('0' + rest / scale);
    rest %= scale;
  }
  return out;
}

}  // namespace

std::optional<Nanoseconds> parse_duration(std::string_view text) {
  bool negative = false;
  if (text.starts_with('-') || text.starts_with('+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return Nanoseconds{0};
  if (text.empty()) return std::nullopt;
  long double total = 0;
  while (!text.empty()) {
    const auto digits = number_length(text);
    const auto value = parse_decimal(text.substr(0, digits));
    text.remove_prefix(digits);
    std::size_t letters = 0;
    while (letters < text.size() && !is_digit(text[letters]) && text[letters] != '.') ++letters;
    const auto unit = find_unit(text.substr(0, letters));
    if (!value || !unit) return std::nullopt;
    total += *value * static_cast<long double>(*unit);
    text.remove_prefix(letters);
  }
  if (total > static_cast<long double>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  const auto count = static_cast<std::int64_t>(std::llround(total));
  return Nanoseconds{negative ? -count : count};
}

std::string format_duration(Nanoseconds duration) {
  std::int64_t left = duration.count();
  if (left == 0) return "0s";
  std::string out;
  if (left < 0) {
    out = "-";
    left = -left;
  }
  if (left < 1'000) return out + fmt::format("{}ns", left);
  if (left < 1'000'000) return out + decimal(left, 1'000) + "µs";
  if (left < 1'000'000'000) return out + decimal(left, 1'000'000) + "ms";
  const std::int64_t hours = left / 3'600'000'000'000;
  const std::int64_t minutes = left / 60'000'000'000 % 60;
  if (hours > 0) out += fmt::format("{}h", hours);
  if (hours > 0 || minutes > 0) out += fmt::format("{}m", minutes);
  return out + decimal(left % 60'000'000'000, 1'000'000'000) + "s";
}

std::string human_duration(Nanoseconds duration) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  if (milliseconds < 1000) return fmt::format("{} ms", milliseconds);
  if (milliseconds < 60'000) return fmt::format("{:.1f} s", static_cast<double>(milliseconds) / 1000);
  return fmt::format("{} min {} s", milliseconds / 60'000, milliseconds / 1000 % 60);
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  const auto last = text.find_last_of("0123456789. ");
  if (last == std::string_view::npos) return std::nullopt;
  auto number = text.substr(0, last + 1);
  if (number.ends_with(' ')) number.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || end != number.data() + number.size() || !std::isfinite(value) || value < 0) {
    return std::nullopt;
  }
  const std::string unit = to_lower(text.substr(last + 1));
  constexpr std::string_view prefixes = "kmgtp";
  int power = 0;
  if (!unit.empty() && unit != "b") {
    const auto prefix = prefixes.find(unit.front());
    const auto rest = std::string_view(unit).substr(1);
    if (prefix == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) return std::nullopt;
    power = static_cast<int>(prefix) + 1;
  }
  const long double bytes = static_cast<long double>(value) * std::pow(1024.0L, power);
  if (bytes > static_cast<long double>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return static_cast<std::int64_t>(bytes);
}

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> names{"B", "b", "MB", "GB", "TB", "PB"};
  auto value = static_cast<double>(bytes);
  std::size_t name = 0;
  while (value >= 1000 && name + 1 < names.size()) {
    value /= 1000;
    ++name;
  }
  return fmt::format("{:.3g}{}", value, names[name]);
}

}  // namespace berth
