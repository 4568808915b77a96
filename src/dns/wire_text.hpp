// Big-endian numbers behind a text of bytes.
#pragma once

#include <cstdint>
#include <string>

namespace berth::dns {

inline void put_u16(std::string& to, std::uint16_t value) {
  to += static_cast<char>(value >> 8);
  to += static_cast<char>(value & 0xff);
}

inline void put_u32(std::string& to, std::uint32_t value) {
  put_u16(to, static_cast<std::uint16_t>(value >> 16));
  put_u16(to, static_cast<std::uint16_t>(value));
}

}  // namespace berth::dns
