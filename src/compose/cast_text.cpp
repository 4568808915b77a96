#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/interpolate.hpp"

namespace berth::compose {
namespace {

Problem not_a(std::string_view what, std::string_view text) {
  return {fmt::format("\"{}\" is not {}", text, what), {}, 0, 0, "invalid-type"};
}

/// strconv.ParseInt(text, 10, 64): an optional sign and decimal digits.
Result<yaml::Node> cast_integer(std::string_view text) {
  auto digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  const bool two_signs = text.starts_with("+-");
  if (error != std::errc{} || stop != end || two_signs) return not_a("a whole number", text);
  return yaml::Node(value);
}

/// strconv.ParseFloat, without hexadecimal numbers and underscores.
Result<yaml::Node> cast_floating(std::string_view text) {
  auto digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stop != end || text.starts_with("+-")) return not_a("a number", text);
  return yaml::Node(value);
}

}  // namespace

std::optional<bool> parse_boolean(std::string_view text) {
  const auto word = to_lower(text);
  if (word == "true" || word == "y" || word == "yes" || word == "on") return true;
  if (word == "false" || word == "n" || word == "no" || word == "off") return false;
  return std::nullopt;
}

Result<yaml::Node> cast_text(std::string_view text, Cast cast) {
  switch (cast) {
    case Cast::integer: return cast_integer(text);
    case Cast::floating: return cast_floating(text);
    case Cast::boolean: {
      const auto value = parse_boolean(text);
      if (!value) return not_a("true or false", text);
      return yaml::Node(*value);
    }
    case Cast::text: break;
  }
  return yaml::Node(text);
}

}  // namespace berth::compose
