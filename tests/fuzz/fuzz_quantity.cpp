// Durations and sizes: any text is read or refused, and what Berth prints it reads again as the same.
#include "base/quantity.hpp"
#include "fuzz.hpp"

using namespace berth;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto duration = parse_duration(text)) {
    const auto again = parse_duration(format_duration(*duration));
    fuzz::require(again.has_value() && *again == *duration, "a printed duration is read as the same");
    static_cast<void>(human_duration(*duration));
  }
  if (const auto bytes = parse_bytes(text)) {
    fuzz::require(*bytes >= 0, "a size is not negative");
    static_cast<void>(human_bytes(static_cast<std::uint64_t>(*bytes)));
  }
  return 0;
}
