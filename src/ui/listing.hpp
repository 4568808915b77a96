// What list commands print (ps, ls, images, volumes, stats): rows of named values, shown as --format asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text_template/value.hpp"
#include "ui/table.hpp"

namespace berth::ui {

/// A column of the usual table.
struct Column {
  std::string heading;  ///< "CONTAINER ID"
  std::string field;    ///< what stands in it, of the row's fields
};

struct Listing {
  std::vector<Column> columns;
  /// Headings of `table {{.Field}}`, where they are not the field's name in capitals.
  std::vector<Column> other_headings;
  TableStyle style;
  bool json_array = false;  ///< one array rather than one object a line
  std::vector<text_template::Fields> rows;
};

/// `format`: "table" or nothing, "json", "table TEMPLATE", TEMPLATE; `\t` and `\n` in it are a tab and a line break.
/// With `width` > 0 the usual table is cut to it. `terminal`: texts are escaped. Throws berth::Error for a template
/// that cannot be read or filled in.
struct ListingFormat {
  std::string format;
  std::size_t width = 0;
  bool terminal = false;
};
std::string render(const Listing& listing, const ListingFormat& format);

/// 1070 → "1.07kB", as docker shows sizes that are counted in thousands.
std::string decimal_size(double bytes);
/// 364544 → "356KiB", as docker shows memory.
std::string binary_size(double bytes);

}  // namespace berth::ui
