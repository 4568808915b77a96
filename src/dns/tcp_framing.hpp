// Messages over TCP: each with its length before it (RFC 1035 section 4.2.2), any number in one segment (RFC 7766).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dns/message.hpp"

namespace berth::dns {

/// Takes bytes as they come and gives whole messages.
class TcpFraming {
 public:
  /// Room for what comes next; received() says how much of it was filled. Never empty.
  std::span<std::uint8_t> room();
  void received(std::size_t count) { end_ += count; }

  /// The next whole message, until the next call of room(); nullopt: more bytes are needed.
  std::optional<Bytes> next();

 private:
  static constexpr std::size_t length_size = 2;

  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(512);
  std::size_t begin_ = 0;  // of what was not given out yet
  std::size_t end_ = 0;
};

}  // namespace berth::dns
