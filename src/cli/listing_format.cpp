#include "cli/listing_format.hpp"

#include <chrono>

namespace berth::cli {

ui::ListingFormat listing_format(const std::string& format, bool fit) {
  const auto terminal = terminal_info(Stream::out);
  return {
      .format = format, .width = terminal.is_terminal && fit ? terminal.width : 0, .terminal = terminal.is_terminal};
}

std::int64_t seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace berth::cli
