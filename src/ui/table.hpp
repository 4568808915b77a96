// Text tables as docker prints them: columns padded to the widest cell, three blanks between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::ui {

/// Cells are escaped before they are measured, so a hostile name or label can neither move the cursor nor break a row.
struct TableStyle {
  std::size_t gap = 3;        ///< blanks behind the widest cell of a column
  std::size_t narrowest = 0;  ///< columns that a column takes at least, with its gap
};

class Table {
 public:
  explicit Table(std::vector<std::string> header, TableStyle style = {}) : header_(std::move(header)), style_(style) {}

  /// Rows shorter than the header are filled with empty cells.
  void add_row(std::vector<std::string> cells);

  /// The header and all rows, each closed by a line break. With `width` > 0 the widest columns are cut until a row
  /// fits; the last column is never padded.
  [[nodiscard]] std::string render(std::size_t width = 0) const;

 private:
  std::vector<std::string> header_;
  TableStyle style_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace berth::ui
