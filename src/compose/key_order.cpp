#include "compose/key_order.hpp"

#include <algorithm>
#include <cstdint>

namespace berth::compose {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Bytes of other scripts count as letters.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Where the digits that start at `from` end.
std::size_t digits_end(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

/// Whether a digit other than zero stands in the digits before `at`.
bool follows_number(std::string_view text, std::size_t at) {
  while (at > 0 && is_digit(text[at - 1])) {
    if (text[--at] != '0') return true;
  }
  return false;
}

/// The digits from `from` to `end`; a leading one keeps zeros in the middle of a number. Wraps like an integer of Go.
std::uint64_t number(std::string_view text, std::size_t from, std::size_t end, bool inside) {
  std::uint64_t value = inside ? 1 : 0;
  for (; from < end; ++from) value = value * 10 + static_cast<std::uint64_t>(text[from] - '0');
  return value;
}

bool signs_before(std::string_view a, std::string_view b, std::size_t at) {
  const bool inside = (a[at] == '0' || b[at] == '0') && follows_number(a, at);
  const auto a_end = digits_end(a, at);
  const auto b_end = digits_end(b, at);
  const auto a_number = number(a, at, a_end, inside);
  const auto b_number = number(b, at, b_end, inside);
  if (a_number != b_number) return a_number < b_number;
  if (a_end != b_end) return a_end < b_end;
  return static_cast<unsigned char>(a[at]) < static_cast<unsigned char>(b[at]);
}

}  // namespace

bool natural_before(std::string_view a, std::string_view b) {
  const auto shorter = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at < shorter && a[at] == b[at]) ++at;
  if (at == shorter) return a.size() < b.size();
  const bool a_letter = is_letter(a[at]);
  const bool b_letter = is_letter(b[at]);
  if (a_letter && b_letter) return static_cast<unsigned char>(a[at]) < static_cast<unsigned char>(b[at]);
  if (a_letter || b_letter) {
    const bool behind_digit = at > 0 && is_digit(a[at - 1]);
    return behind_digit ? a_letter : b_letter;
  }
  return signs_before(a, b, at);
}

}  // namespace berth::compose
