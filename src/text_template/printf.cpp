#include "text_template/printf.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::text_template {
namespace {

constexpr std::size_t widest = 1000;  // columns

struct Verb {
  bool left = false;
  bool zeros = false;
  bool plus = false;
  std::size_t width = 0;
  std::optional<std::size_t> precision;
  char letter = 'v';
};

std::size_t read_number(std::string_view format, std::size_t& at) {
  std::size_t number = 0;
  while (at < format.size() && format[at] >= '0' && format[at] <= '9')
    number = std::min(widest, number * 10 + static_cast<std::size_t>(format[at++] - '0'));
  return number;
}

Verb read_verb(std::string_view format, std::size_t& at) {
  Verb verb;
  for (; at < format.size() && std::string_view("-0+ #").find(format[at]) != std::string_view::npos; ++at) {
    verb.left = verb.left || format[at] == '-';
    verb.zeros = verb.zeros || format[at] == '0';
    verb.plus = verb.plus || format[at] == '+';
  }
  verb.width = read_number(format, at);
  if (at < format.size() && format[at] == '.') verb.precision = read_number(format, ++at);
  verb.letter = at < format.size() ? format[at++] : '!';
  return verb;
}

std::optional<double> as_number(const Value& value) {
  if (value.number()) return *value.number();
  if (value.integer()) return static_cast<double>(*value.integer());
  return std::nullopt;
}

std::string hexadecimal(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

/// nullopt: the verb does not take such a value.
std::optional<std::string> body(const Verb& verb, const Value& value) {
  switch (verb.letter) {
    case 'v':
    case 's': {
      if (verb.letter == 's' && !value.text() && !value.list()) return std::nullopt;
      auto text = to_text(value);
      if (verb.precision && value.text()) text = text.substr(0, *verb.precision);
      return text;
    }
    case 'q':
      if (!value.text()) return std::nullopt;
      return fmt::format("\"{}\"", escape_json(*value.text()));
    case 'd':
      if (!value.integer()) return std::nullopt;
      return fmt::format("{}{}", verb.plus && *value.integer() >= 0 ? "+" : "", *value.integer());
    case 'x':
      if (value.text()) return hexadecimal(*value.text());
      if (!value.integer()) return std::nullopt;
      return fmt::format("{:x}", *value.integer());
    case 'f': {
      const auto number = as_number(value);
      if (!number) return std::nullopt;
      return fmt::format("{:.{}f}", *number, verb.precision.value_or(6));
    }
    case 'g': {
      const auto number = as_number(value);
      if (!number) return std::nullopt;
      return fmt::format("{}", *number);
    }
    case 't':
      if (!value.boolean()) return std::nullopt;
      return to_text(value);
    default: return std::nullopt;
  }
}

std::string padded(const Verb& verb, std::string text) {
  const auto columns = display_width(text);
  if (columns >= verb.width) return text;
  const auto missing = verb.width - columns;
  if (verb.left) return text + std::string(missing, ' ');
  return std::string(missing, verb.zeros ? '0' : ' ') + text;
}

}  // namespace

std::string format_values(std::string_view format, std::span<const Value> values) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t at = 0; at < format.size();) {
    if (format[at] != '%') {
      out += format[at++];
      continue;
    }
    ++at;
    const auto verb = read_verb(format, at);
    if (verb.letter == '%') {
      out += '%';
    } else if (next >= values.size()) {
      out += fmt::format("%!{}(MISSING)", verb.letter);
    } else {
      const auto& value = values[next++];
      const auto text = body(verb, value);
      out += text ? padded(verb, *text) : fmt::format("%!{}({})", verb.letter, to_text(value));
    }
  }
  return out;
}

}  // namespace berth::text_template
