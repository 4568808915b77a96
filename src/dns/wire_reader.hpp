// Reading messages: big-endian numbers, names that are passed over.
#pragma once

#include <cstddef>
#include <cstdint>

#include "dns/message.hpp"

namespace berth::dns {

/// Takes bytes from the front; what is not there fails everything from then on.
class WireReader {
 public:
  explicit WireReader(Bytes rest) : rest_(rest) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  Bytes bytes(std::size_t count);
  /// A name, compressed or not, whatever its labels are. Whether it was the root.
  bool skip_name();

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] const std::uint8_t* position() const { return rest_.data(); }

 private:
  Bytes rest_;
  bool failed_ = false;
};

}  // namespace berth::dns
