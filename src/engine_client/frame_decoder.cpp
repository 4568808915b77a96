#include "engine_client/frame_decoder.hpp"

#include <algorithm>

#include "engine_client/http_parser.hpp"

namespace berth::engine {
namespace {

constexpr std::size_t header_size = 8;
constexpr unsigned last_channel = 2;

unsigned byte(char c) {
  return static_cast<unsigned char>(c);
}

std::uint32_t length_of(std::string_view header) {
  return byte(header[4]) << 24U | byte(header[5]) << 16U | byte(header[6]) << 8U | byte(header[7]);
}

}  // namespace

bool FrameDecoder::begins_frame() const {
  if (byte(pending_.front()) > last_channel) return false;
  const auto zeros = std::string_view(pending_).substr(1, 3);
  return zeros.find_first_not_of('\0') == std::string_view::npos;
}

OutputChunk FrameDecoder::take(std::size_t count, OutputChannel channel) {
  OutputChunk chunk{channel, pending_.substr(0, count)};
  pending_.erase(0, count);
  return chunk;
}

std::optional<OutputChunk> FrameDecoder::next() {
  while (!pending_.empty()) {
    if (framing_ == Framing::raw) return take(pending_.size(), OutputChannel::stdout_text);
    if (left_ > 0) {
      const auto count = std::min<std::size_t>(left_, pending_.size());
      left_ -= static_cast<std::uint32_t>(count);
      return take(count, channel_);
    }
    if (!begins_frame()) {
      if (!first_) throw HttpError("the framing of the output is broken");
      framing_ = Framing::raw;
      continue;
    }
    if (pending_.size() < header_size) return std::nullopt;
    first_ = false;
    channel_ = static_cast<OutputChannel>(pending_.front());
    left_ = length_of(pending_);
    pending_.erase(0, header_size);
  }
  return std::nullopt;
}

bool FrameDecoder::at_boundary() const {
  return pending_.empty() && left_ == 0;
}

}  // namespace berth::engine
