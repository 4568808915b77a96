#include "yaml/scalar_style.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "yaml/resolve.hpp"

namespace berth::yaml {
namespace {

/// Which styles keep the text as it is.
struct Possible {
  bool plain = true;
  bool single_quoted = true;
  bool literal = true;
};

bool is_space(char32_t c) {
  return c == ' ';
}
bool ends_word(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == ' ' || text[at] == '\t';
}

bool starts_with_indicator(std::string_view text) {
  if (text.starts_with("---") || text.starts_with("...")) return true;
  const char first = text.front();
  if (std::string_view("#,[]{}&*!|>'\"%@`").find(first) != std::string_view::npos) return true;
  return (first == '?' || first == ':' || first == '-') && ends_word(text, 1);
}

/// ": " and " #" end a plain scalar.
bool has_inner_indicator(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == ':' && ends_word(text, at + 1)) return true;
    if (text[at] == '#' && (text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == '\n')) return true;
  }
  return false;
}

struct Whitespace {
  bool edge_space = false;     // a blank at the start or the end
  bool closing_space = false;  // a blank at the end
  bool edge_break = false;     // a line break at the start or the end
  bool inner_break = false;
  bool break_then_space = false;
  bool space_then_break = false;
  bool tab = false;
  bool special = false;
};

/// Most texts: nothing in them is a blank, a line break, special or not ASCII.
bool is_ascii_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

Whitespace examine(std::string_view text) {
  Whitespace found;
  if (is_ascii_word(text)) return found;
  bool after_space = false;
  bool after_break = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode_utf8(text, at);
    const bool edge = at == 0 || at + c.length == text.size();
    const bool space = is_space(c.value);
    const bool line_break = is_line_break(c.value);
    found.tab = found.tab || c.value == '\t';
    found.special = found.special || (!line_break && c.value != '\t' && is_unprintable(c.value));
    found.edge_space = found.edge_space || (space && edge);
    found.closing_space = found.closing_space || (space && at + c.length == text.size());
    found.edge_break = found.edge_break || (line_break && edge);
    found.inner_break = found.inner_break || line_break;
    found.break_then_space = found.break_then_space || (space && after_break);
    found.space_then_break = found.space_then_break || (line_break && after_space);
    after_space = space;
    after_break = line_break;
    at += c.length;
  }
  return found;
}

Possible possible_styles(std::string_view text) {
  const auto white = examine(text);
  Possible possible;
  const bool indicators = starts_with_indicator(text) || has_inner_indicator(text);
  possible.plain =
      !indicators && !white.edge_space && !white.edge_break && !white.inner_break && !white.tab && !white.special;
  possible.single_quoted = !white.break_then_space && !white.space_then_break && !white.tab && !white.special;
  possible.literal = !white.closing_space && !white.space_then_break && !white.special;
  return possible;
}

bool is_all_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

}  // namespace

bool is_line_break(char32_t c) {
  return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_unprintable(char32_t c) {
  if (c == '\t') return true;
  if (c < 0x20) return c != '\n';
  return c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF || c == 0x2028 ||
         c == 0x2029;
}

bool has_line_break(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode_utf8(text, at);
    if (is_line_break(c.value)) return true;
    at += c.length;
  }
  return false;
}

OutputStyle choose_string_style(std::string_view text, bool is_key) {
  if (text.empty()) return OutputStyle::double_quoted;
  const auto possible = possible_styles(text);
  if (text.find('\n') != std::string_view::npos) {
    const bool literal = !is_key && possible.literal && text.size() >= 2 && !is_all_blank(text);
    return literal ? OutputStyle::literal : OutputStyle::double_quoted;
  }
  const auto quotes = quotes_for_string(text);
  if (quotes == StringQuotes::double_quotes) return OutputStyle::double_quoted;
  if (possible.plain && quotes == StringQuotes::none) return OutputStyle::plain;
  return possible.single_quoted ? OutputStyle::single_quoted : OutputStyle::double_quoted;
}

}  // namespace berth::yaml
