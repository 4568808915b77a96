// How list commands print: --format and what standard output is.
#pragma once

#include <cstdint>
#include <string>

#include "cli/terminal.hpp"
#include "ui/listing.hpp"

namespace berth::cli {

inline constexpr auto format_help = "table, json, a Go template, or \"table TEMPLATE\"";

/// `fit`: a table is cut to the width of the terminal.
ui::ListingFormat listing_format(const std::string& format, bool fit = true);

/// Of this host's clock.
std::int64_t seconds_since_1970();

}  // namespace berth::cli
