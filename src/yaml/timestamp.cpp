#include "yaml/timestamp.hpp"

#include <array>

#include <fmt/format.h>

namespace berth::yaml {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes what it recognises from the front of `rest`.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest(text) {}

  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t length = 0;
    int value = 0;
    while (length < most && length < rest.size() && is_digit(rest[length])) value = value * 10 + (rest[length++] - '0');
    if (length < least) return std::nullopt;
    rest.remove_prefix(length);
    return value;
  }

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }

  /// ".10" gives "1": digits without closing zeros, at most nine.
  std::string fraction() {
    if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',') || !is_digit(rest[1])) return {};
    rest.remove_prefix(1);
    std::string digits;
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
      if (digits.size() < 9) digits += rest.front();
    }
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
    return digits;
  }

  std::string_view rest;
};

int days_of(int year, int month) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

std::optional<std::string> read_date(Reader& reader) {
  const auto year = reader.number(4, 4);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.number(1, 2);
  if (!month || *month < 1 || *month > 12 || !reader.take('-')) return std::nullopt;
  const auto day = reader.number(1, 2);
  if (!day || *day < 1 || *day > days_of(*year, *month)) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", *year, *month, *day);
}

std::optional<std::string> read_time(Reader& reader) {
  const auto hour = reader.number(1, 2);
  if (!hour || *hour > 23 || !reader.take(':')) return std::nullopt;
  const auto minute = reader.number(1, 2);
  if (!minute || *minute > 59 || !reader.take(':')) return std::nullopt;
  const auto second = reader.number(1, 2);
  if (!second || *second > 59) return std::nullopt;
  const auto fraction = reader.fraction();
  return fmt::format("{:02}:{:02}:{:02}{}{}", *hour, *minute, *second, fraction.empty() ? "" : ".", fraction);
}

/// Go shows a zone that has no name by its offset, twice.
std::optional<std::string> read_zone(Reader& reader) {
  if (reader.take('Z')) return "+0000 UTC";
  if (reader.rest.empty() || (reader.rest[0] != '+' && reader.rest[0] != '-')) return std::nullopt;
  const char sign = reader.rest[0];
  reader.rest.remove_prefix(1);
  const auto hours = reader.number(2, 2);
  if (!hours || *hours > 24 || !reader.take(':')) return std::nullopt;
  const auto minutes = reader.number(2, 2);
  if (!minutes || *minutes > 60) return std::nullopt;
  if (*hours == 0 && *minutes == 0) return "+0000 UTC";
  const auto offset = fmt::format("{}{:02}{:02}", sign, *hours, *minutes);
  return offset + " " + offset;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  Reader reader(text);
  const auto date = read_date(reader);
  if (!date) return std::nullopt;
  if (reader.rest.empty()) return Timestamp{*date + " 00:00:00 +0000 UTC"};
  const bool zoned = reader.take('T') || reader.take('t');
  if (!zoned && !reader.take(' ')) return std::nullopt;
  const auto time = read_time(reader);
  if (!time) return std::nullopt;
  const auto zone = zoned ? read_zone(reader) : std::optional<std::string>("+0000 UTC");
  if (!zone || !reader.rest.empty()) return std::nullopt;
  return Timestamp{*date + " " + *time + " " + *zone};
}

std::string format_rfc3339(const Timestamp& timestamp) {
  std::string text = timestamp.text;  // "2001-12-14 21:59:43.1 -0500 -0500"
  const auto time = text.find(' ');
  const auto zone = time == std::string::npos ? time : text.find(' ', time + 1);
  if (zone == std::string::npos || text.size() < zone + 6) return text;
  const auto offset = text.substr(zone + 1, 5);
  text.resize(zone);
  text[time] = 'T';
  if (offset == "+0000") return text + "Z";
  return text + offset.substr(0, 3) + ":" + offset.substr(3);
}

}  // namespace berth::yaml
