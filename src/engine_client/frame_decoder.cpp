#include "engine_client/frame_decoder.hpp"

#include <algorithm>
#include <utility>

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

void FrameDecoder::feed(std::string_view bytes) {
  pending_.erase(0, taken_);
  taken_ = 0;
  pending_.append(bytes);
}

bool FrameDecoder::begins_frame() const {
  const auto header = rest();
  if (byte(header.front()) > last_channel) return false;
  return header.substr(1, 3).find_first_not_of('\0') == std::string_view::npos;
}

OutputChunk FrameDecoder::take(std::size_t count, OutputChannel channel) {
  OutputChunk chunk{channel, std::string(rest().substr(0, count)), std::exchange(frame_start_, false)};
  taken_ += count;
  return chunk;
}

std::optional<OutputChunk> FrameDecoder::next() {
  while (!rest().empty()) {
    if (framing_ == Framing::raw) return take(rest().size(), OutputChannel::stdout_text);
    if (left_ > 0) {
      const auto count = std::min<std::size_t>(left_, rest().size());
      left_ -= static_cast<std::uint32_t>(count);
      return take(count, channel_);
    }
    if (!begins_frame()) {
      if (!first_) throw HttpError("the framing of the output is broken");
      framing_ = Framing::raw;
      continue;
    }
    if (rest().size() < header_size) return std::nullopt;
    first_ = false;
    channel_ = static_cast<OutputChannel>(rest().front());
    left_ = length_of(rest());
    frame_start_ = true;
    taken_ += header_size;
  }
  return std::nullopt;
}

bool FrameDecoder::at_boundary() const {
  return rest().empty() && left_ == 0;
}

}  // namespace berth::engine
