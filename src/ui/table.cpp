#include "ui/table.hpp"

#include <algorithm>
#include <numeric>

#include "base/text.hpp"

namespace berth::ui {
namespace {

constexpr std::size_t narrowest = 12;  // a column is never cut below this

using Widths = std::vector<std::size_t>;

void widen(Widths& widths, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], display_width(cells[i]));
}

void shrink_to(Widths& widths, std::size_t gap, std::size_t width) {
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + gap * (widths.size() - 1);
  };
  while (total() > width) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= narrowest) return;
    *widest -= std::min(*widest - narrowest, total() - width);
  }
}

void append_row(std::string& out, const std::vector<std::string>& cells, const Widths& widths, std::size_t gap) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = truncate_width(cells[i], widths[i]);
    out += cell;
    if (i + 1 < cells.size()) out.append(widths[i] - display_width(cell) + gap, ' ');
  }
  while (out.ends_with(' ')) out.pop_back();
  out += '\n';
}

}  // namespace

void Table::add_row(std::vector<std::string> cells) {
  cells.resize(header_.size());
  for (auto& cell : cells) cell = escape_terminal(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::render(std::size_t width) const {
  Widths widths(header_.size(), 0);
  widen(widths, header_);
  for (const auto& row : rows_) widen(widths, row);
  if (width > 0) shrink_to(widths, style_.gap, width);
  for (auto& column : widths) column = std::max(column + style_.gap, style_.narrowest) - style_.gap;
  std::string out;
  append_row(out, header_, widths, style_.gap);
  for (const auto& row : rows_) append_row(out, row, widths, style_.gap);
  return out;
}

}  // namespace berth::ui
