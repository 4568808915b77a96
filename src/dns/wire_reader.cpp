#include "dns/wire_reader.hpp"

namespace berth::dns {
namespace {

constexpr std::uint8_t pointer_bits = 0xc0;  // RFC 1035 section 4.1.4

}  // namespace

std::uint8_t WireReader::u8() {
  const auto taken = bytes(1);
  return taken.empty() ? 0 : taken[0];
}

std::uint16_t WireReader::u16() {
  const auto taken = bytes(2);
  return taken.empty() ? 0 : static_cast<std::uint16_t>(taken[0] << 8 | taken[1]);
}

std::uint32_t WireReader::u32() {
  const std::uint32_t high = u16();
  return high << 16 | u16();
}

Bytes WireReader::bytes(std::size_t count) {
  if (failed_ || count > rest_.size()) {
    failed_ = true;
    return {};
  }
  const auto taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

bool WireReader::skip_name() {
  bool root = true;
  while (!failed_) {
    const auto length = u8();
    if (length == 0) break;
    root = false;
    if ((length & pointer_bits) == pointer_bits) {
      u8();
      break;
    }
    failed_ = failed_ || length > longest_label;
    bytes(length);
  }
  return root && !failed_;
}

}  // namespace berth::dns
