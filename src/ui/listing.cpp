#include "ui/listing.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "text_template/template.hpp"

namespace berth::ui {
namespace {

using text_template::Fields;
using text_template::Template;
using text_template::Value;

constexpr std::string_view table_word = "table";

std::string usual_table(const Listing& listing, std::size_t width) {
  std::vector<std::string> headings;
  for (const auto& column : listing.columns) headings.push_back(column.heading);
  Table table(std::move(headings), listing.style);
  for (const auto& row : listing.rows) {
    const Value value(row);
    std::vector<std::string> cells;
    for (const auto& column : listing.columns) {
      const auto* cell = value.field(column.field);
      const auto* method = cell == nullptr ? nullptr : cell->method();
      cells.push_back(cell == nullptr ? std::string() : text_template::to_text(method ? (*method)({}) : *cell));
    }
    table.add_row(std::move(cells));
  }
  return table.render(width);
}

std::string json_text(const Listing& listing) {
  std::string out;
  for (const auto& row : listing.rows) {
    if (listing.json_array && !out.empty()) out += ',';
    out += text_template::to_json(row);
    if (!listing.json_array) out += '\n';
  }
  return listing.json_array ? "[" + out + "]\n" : out;
}

/// "\t" and "\n" as people type them in a shell.
std::string with_escapes(std::string_view format) {
  std::string out;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const auto next = at + 1 < format.size() ? format[at + 1] : '\0';
    if (format[at] == '\\' && (next == 't' || next == 'n')) {
      out += next == 't' ? '\t' : '\n';
      ++at;
    } else {
      out += format[at];
    }
  }
  return out;
}

std::string in_capitals(std::string_view field) {
  std::string out(field);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

std::string heading_of(const Listing& listing, std::string_view field) {
  for (const auto* columns : {&listing.other_headings, &listing.columns}) {
    const auto found = std::ranges::find(*columns, field, &Column::field);
    if (found != columns->end()) return found->heading;
  }
  return in_capitals(field);
}

/// A row whose fields are their headings.
Fields headings(const Listing& listing) {
  Fields out;
  if (listing.rows.empty()) {
    for (const auto& column : listing.columns) out.emplace_back(column.field, column.heading);
    return out;
  }
  for (const auto& [field, value] : listing.rows.front()) {
    if (value.method() != nullptr) {  // `.Label "key"` has the key as its heading
      const auto last_part = [usual = heading_of(listing, field)](std::span<const Value> arguments) -> Value {
        const auto key = arguments.empty() ? usual : text_template::to_text(arguments.front());
        return in_capitals(key.substr(key.rfind('.') + 1));
      };
      out.emplace_back(field, text_template::Method(last_part));
    } else {
      out.emplace_back(field, heading_of(listing, field));
    }
  }
  return out;
}

Fields escaped(const Fields& row) {
  const auto value = text_template::with_texts(row, [](const std::string& text) { return escape_terminal(text); });
  return *value.fields();
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (const auto cell : split(line, '\t')) cells.emplace_back(cell);
  return cells;
}

std::string template_text(const Listing& listing, std::string_view text, bool with_header, bool terminal) {
  const Template filled(with_escapes(text));
  std::vector<std::string> lines;
  if (with_header) lines.push_back(filled.render(headings(listing)));
  for (const auto& row : listing.rows) lines.push_back(filled.render(terminal ? escaped(row) : row));
  if (!with_header) {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
  }
  Table table(cells_of(lines.front()), listing.style);
  for (std::size_t i = 1; i < lines.size(); ++i) table.add_row(cells_of(lines[i]));
  return table.render();
}

std::string scaled(double value, double base, std::span<const std::string_view> units, int digits) {
  std::size_t unit = 0;
  while (value >= base && unit + 1 < units.size()) {
    value /= base;
    ++unit;
  }
  return fmt::format("{:.{}g}{}", value, digits, units[unit]);
}

}  // namespace

std::string render(const Listing& listing, const ListingFormat& format) {
  const auto text = trim(format.format);
  if (text.empty() || text == table_word) return usual_table(listing, format.width);
  if (text == "json") return json_text(listing);
  if (text.starts_with(table_word) && text.size() > table_word.size() &&
      std::string_view(" \t\\").find(text[table_word.size()]) != std::string_view::npos)
    return template_text(listing, trim(text.substr(table_word.size())), true, format.terminal);
  return template_text(listing, text, false, format.terminal);
}

std::string decimal_size(double bytes) {
  static constexpr std::array<std::string_view, 6> units = {"B", "kB", "MB", "GB", "TB", "PB"};
  return scaled(bytes, 1000, units, 3);
}

std::string binary_size(double bytes) {
  static constexpr std::array<std::string_view, 6> units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  return scaled(bytes, 1024, units, 4);
}

}  // namespace berth::ui
