#include "base/quote.hpp"

#include <algorithm>
#include <vector>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace berth {
namespace {

constexpr std::size_t tab_stop = 4;

/// One character as it is printed.
struct Cell {
  std::string text;
  std::size_t width = 0;
};

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const auto length = decode_utf8(line, at).length;
    Cell cell;
    if (line[at] == '\t') {
      cell.text.assign(tab_stop - column % tab_stop, ' ');
    } else {
      cell.text = escape_terminal(line.substr(at, length));
    }
    cell.width = display_width(cell.text);
    column += cell.width;
    cells.push_back(std::move(cell));
    at += length;
  }
  return cells;
}

std::size_t width_of(const std::vector<Cell>& cells, std::size_t from, std::size_t to) {
  std::size_t width = 0;
  for (std::size_t i = from; i < to; ++i) width += cells[i].width;
  return width;
}

/// The first cell that is shown, so that the part starts within the first third of a line that is cut.
std::size_t first_shown(const std::vector<Cell>& cells, std::size_t begin, std::size_t end, std::size_t most_columns) {
  if (width_of(cells, 0, end) < most_columns || width_of(cells, 0, cells.size()) <= most_columns) return 0;
  std::size_t first = begin;
  for (std::size_t width = 0; first > 0; --first) {
    width += cells[first - 1].width;
    if (width > most_columns / 3) break;
  }
  return first;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// Stars for the characters of [begin, end).
void mask(std::string& out, std::string_view line, std::size_t begin, std::size_t end) {
  for (auto at = begin; at < end; at += decode_utf8(line, at).length) out += '*';
}

/// Where a password in a URL that starts behind `at` begins and ends; an empty range when there is none.
std::pair<std::size_t, std::size_t> url_password(std::string_view line, std::size_t at) {
  const auto end = std::min(line.find_first_of(" \t\"'/,", at), line.size());
  const auto user = line.substr(at, end - at);
  const auto host = user.rfind('@');
  const auto colon = user.find(':');
  if (host == std::string_view::npos || colon == std::string_view::npos || colon >= host) return {at, at};
  return {at + colon + 1, at + host};
}

std::size_t skip(std::string_view line, std::size_t at, std::string_view characters) {
  return std::min(line.find_first_not_of(characters, at), line.size());
}

bool is_assignment(std::string_view line, std::size_t at) {
  return at < line.size() && (line[at] == ':' || line[at] == '=');
}

/// Whether [name, at) is an option or followed by an assignment: a quick look, before it is asked what the name tells.
bool may_have_value(std::string_view line, std::size_t name, std::size_t at) {
  if (line.substr(0, name).ends_with("${")) return false;
  return line[name] == '-' || is_assignment(line, skip(line, at, "\"' "));
}

/// The value behind the name that ends at `at`: behind NAME= or NAME:, or the next word behind an option. A reference
/// to a variable is no secret.
std::pair<std::size_t, std::size_t> value_behind(std::string_view line, std::string_view name, std::size_t at) {
  const auto sign = skip(line, at, "\"' ");
  const bool assigned = is_assignment(line, sign);
  if (!assigned && !name.starts_with('-')) return {at, at};
  if (assigned && line[sign] == ':' && !key_names_secret(name)) return {at, at};
  auto begin = assigned ? skip(line, sign + 1, " ") : skip(line, at, "\"', ");
  const char quote = begin < line.size() && (line[begin] == '"' || line[begin] == '\'') ? line[begin++] : ' ';
  auto end = std::min(
      quote == ' ' ? line.find_first_of(assigned ? ",}]\"'" : " ,}]\"'", begin) : line.find(quote, begin), line.size());
  if (quote == ' ') end = std::min(end, begin + std::min(line.substr(begin, end - begin).find(" #"), line.size()));
  const bool other = begin < line.size() && std::string_view("${[").find(line[begin]) != std::string_view::npos;
  if (other || (!assigned && line.substr(begin).starts_with('-'))) return {at, at};
  return {begin, end};
}

}  // namespace

std::string mask_secrets(std::string_view line) {
  constexpr std::string_view scheme_end = "://";
  std::string out;
  std::size_t name = 0;  // where the name starts that ends at `at`
  out.reserve(line.size());
  for (std::size_t at = 0; at < line.size();) {
    if (is_name_character(line[at])) {
      out += line[at++];
      continue;
    }
    std::pair<std::size_t, std::size_t> secret{at, at};
    if (line.substr(at).starts_with(scheme_end)) {
      secret = url_password(line, at + scheme_end.size());
    } else if (at > name && may_have_value(line, name, at) && looks_secret(line.substr(name, at - name))) {
      secret = value_behind(line, line.substr(name, at - name), at);
    }
    if (secret.first < secret.second) {
      out += line.substr(at, secret.first - at);
      mask(out, line, secret.first, secret.second);
      at = secret.second;
    } else {
      out += line[at++];
    }
    name = at;
  }
  return out;
}

QuotableLine::QuotableLine(std::string_view line)
    : masked_(mask_secrets(line)),
      ascii_(std::ranges::none_of(masked_, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {}

/// Where the text behind the first `characters` begins.
std::size_t QuotableLine::offset(std::string_view line, std::size_t characters) const {
  if (ascii_) return std::min(characters, line.size());
  std::size_t at = 0;
  for (; characters > 0 && at < line.size(); --characters) at += decode_utf8(line, at).length;
  return at;
}

QuotedLine QuotableLine::quote(std::uint32_t column, std::uint32_t length, std::size_t most_columns) const {
  std::string_view line = masked_;
  // Only the surroundings of what is marked are looked at closely: a line may have millions of characters.
  const auto reach = 4 * most_columns;
  if (column > reach) {
    line.remove_prefix(offset(line, column - reach));
    column = static_cast<std::uint32_t>(reach);
  }
  line = line.substr(0, offset(line, 2 * reach));
  const auto cells = cells_of(line);
  const auto begin = std::min<std::size_t>(column == 0 ? 0 : column - 1, cells.size());
  const auto end = std::min<std::size_t>(begin + std::max<std::uint32_t>(length, 1), cells.size());
  const auto first = first_shown(cells, begin, end, most_columns);
  QuotedLine quoted;
  std::size_t used = 0;
  if (first > 0) {
    quoted.text = "…";
    used = 1;
  }
  quoted.before = used + width_of(cells, first, begin);
  std::size_t at = first;
  const bool fits = used + width_of(cells, first, cells.size()) <= most_columns;
  for (; at < cells.size() && (fits || used + cells[at].width < most_columns); ++at) {
    quoted.text += cells[at].text;
    used += cells[at].width;
  }
  if (at < cells.size()) quoted.text += "…";
  quoted.width = std::max<std::size_t>(width_of(cells, begin, std::max(begin, std::min(end, at))), 1);
  return quoted;
}

}  // namespace berth
