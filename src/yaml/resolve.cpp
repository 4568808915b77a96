#include "yaml/resolve.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "yaml/base64.hpp"
#include "yaml/float_text.hpp"
#include "yaml/timestamp.hpp"

namespace berth::yaml {
namespace {

constexpr std::string_view core = "tag:yaml.org,2002:";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_null(std::string_view text) {
  return text.empty() || one_of<4>(text, {"~", "null", "Null", "NULL"});
}

std::optional<bool> read_boolean(std::string_view text) {
  if (one_of<3>(text, {"true", "True", "TRUE"})) return true;
  if (one_of<3>(text, {"false", "False", "FALSE"})) return false;
  return std::nullopt;
}

std::optional<double> read_special_float(std::string_view text) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (one_of<3>(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  if (one_of<6>(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"})) return infinity;
  if (one_of<3>(text, {"-.inf", "-.Inf", "-.INF"})) return -infinity;
  if (text == "-0" || text == "-0.0") return -0.0;
  return std::nullopt;
}

/// The base that a prefix asks for, with the prefix removed; a leading zero means octal, as in YAML 1.1.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char mark = static_cast<char>(digits[1] | 0x20);
  const int base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
  digits.remove_prefix(base == 0 ? 1 : 2);
  return base == 0 ? 8 : base;
}

/// `plain` has no underscores left. An integer beyond 64 bits is none; it becomes a float.
std::optional<std::int64_t> read_integer(std::string_view plain) {
  std::string_view digits = plain;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const int base = take_base(digits);
  if (digits.empty() || digits[0] == '-') return std::nullopt;
  const std::string signed_digits = (negative ? "-" : "") + std::string(digits);
  std::int64_t value = 0;
  const auto* end = signed_digits.data() + signed_digits.size();
  const auto [stop, error] = std::from_chars(signed_digits.data(), end, value, base);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const auto whole = skip_digits(text, at);
  const bool has_whole = whole > at;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const auto fraction = skip_digits(text, at + 1);
    if (!has_whole && fraction == at + 1) return false;
    at = fraction;
  } else if (!has_whole) {
    return false;
  }
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const auto exponent = skip_digits(text, at);
  return exponent > at && exponent == text.size();
}

std::optional<double> read_float(std::string_view plain) {
  if (!looks_like_float(plain)) return std::nullopt;
  if (plain.starts_with('+')) plain.remove_prefix(1);
  double value = 0;
  const auto [stop, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || stop != plain.data() + plain.size()) return std::nullopt;
  return value;
}

std::string without_underscores(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  return plain;
}

Node resolve_number(std::string_view text) {
  if (auto date = parse_timestamp(text)) return Node(std::move(*date));
  const auto plain = without_underscores(text);
  if (const auto integer = read_integer(plain)) return Node(*integer);
  if (const auto number = read_float(plain)) return Node(*number);
  return Node(text);
}

/// YAML 1.1's base 60: digits, then one or more of ":" and a number below 60.
bool is_base60(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  if (at >= text.size() || !is_digit(text[at])) return false;
  while (at < text.size() && (is_digit(text[at]) || text[at] == '_')) ++at;
  if (at == text.size() || text[at] != ':') return false;
  while (at < text.size() && text[at] == ':') {
    const auto end = skip_digits(text, ++at);
    if (end == at || end - at > 2 || (end - at == 2 && text[at] > '5')) return false;
    at = end;
  }
  if (at < text.size() && text[at] == '.') {
    do ++at;
    while (at < text.size() && (is_digit(text[at]) || text[at] == '_'));
  }
  return at == text.size();
}

bool is_old_boolean(std::string_view text) {
  return one_of<16>(text,
                    {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"});
}

}  // namespace

Node resolve_plain(std::string_view text) {
  if (is_null(text)) return {};
  if (const auto boolean = read_boolean(text)) return Node(*boolean);
  const char first = text.front();
  const bool sign = first == '+' || first == '-';
  if (!sign && first != '.' && !is_digit(first)) return Node(text);
  if (const auto special = read_special_float(text)) return Node(*special);
  if (first != '.') return resolve_number(text);
  if (const auto number = read_float(text)) return Node(*number);
  return Node(text);
}

std::optional<Node> resolve_tagged(std::string_view text, std::string_view tag) {
  if (!tag.starts_with(core)) return Node(text);
  tag.remove_prefix(core.size());
  if (tag == "binary") {
    auto bytes = decode_base64(text);
    if (!bytes) return std::nullopt;
    return Node(std::move(*bytes));
  }
  if (!one_of<5>(tag, {"bool", "int", "float", "null", "timestamp"})) return Node(text);
  const auto node = resolve_plain(text);
  const auto kind = node.kind();
  if (tag == "float" && kind == Kind::integer) return Node(static_cast<double>(node.integer()));
  const bool fits = (tag == "bool" && kind == Kind::boolean) || (tag == "int" && kind == Kind::integer) ||
                    (tag == "float" && kind == Kind::floating) || (tag == "null" && kind == Kind::null) ||
                    (tag == "timestamp" && kind == Kind::timestamp);
  if (!fits) return std::nullopt;
  return node;
}

StringQuotes quotes_for_string(std::string_view text) {
  if (text.empty() || !resolve_plain(text).is_string()) return StringQuotes::double_quotes;
  if (is_old_boolean(text) || is_base60(text) || text == "<<") return StringQuotes::single_quotes;
  return StringQuotes::none;
}

std::string scalar_text(const Node& node) {
  switch (node.kind()) {
    case Kind::boolean: return node.boolean() ? "true" : "false";
    case Kind::integer: return fmt::format("{}", node.integer());
    case Kind::floating: return format_float(node.floating());
    case Kind::string: return node.string();
    case Kind::timestamp: return std::get<Timestamp>(node.value()).text;
    default: return {};
  }
}

}  // namespace berth::yaml
