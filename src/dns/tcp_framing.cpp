#include "dns/tcp_framing.hpp"

#include <algorithm>

namespace berth::dns {

std::span<std::uint8_t> TcpFraming::room() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  // A message has at most 65,535 bytes, so this ends.
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  return std::span(buffer_).subspan(end_);
}

std::optional<Bytes> TcpFraming::next() {
  const auto there = end_ - begin_;
  if (there < length_size) return std::nullopt;
  const auto length = static_cast<std::size_t>(buffer_[begin_] << 8 | buffer_[begin_ + 1]);
  if (there < length_size + length) return std::nullopt;
  const Bytes message = std::span(buffer_).subspan(begin_ + length_size, length);
  begin_ += length_size + length;
  return message;
}

}  // namespace berth::dns
