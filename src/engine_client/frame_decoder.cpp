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

bool FrameDecoder::open_frame() {
  if (rest().empty() || !begins_frame() || rest().size() < header_size) return false;
  first_ = false;
  channel_ = static_cast<OutputChannel>(rest().front());
  left_ = length_of(rest());
  frame_start_ = true;
  taken_ += header_size;
  return true;
}

/// What is there of the current frame.
void FrameDecoder::append_payload(std::string& data) {
  const auto count = std::min<std::size_t>(left_, rest().size());
  data.append(rest().substr(0, count));
  left_ -= static_cast<std::uint32_t>(count);
  taken_ += count;
  if (count > 0) frame_start_ = false;
}

/// The rest of the current frame and those that go on with it.
OutputChunk FrameDecoder::take_frames() {
  OutputChunk chunk{channel_, {}, frame_start_};
  append_payload(chunk.data);
  while (left_ == 0 && chunk.data.ends_with('\n') && open_frame()) {
    if (channel_ != chunk.channel) break;
    append_payload(chunk.data);
  }
  return chunk;
}

std::optional<OutputChunk> FrameDecoder::next() {
  while (!rest().empty()) {
    if (framing_ == Framing::raw) {
      OutputChunk chunk{OutputChannel::stdout_text, std::string(rest()), false};
      taken_ = pending_.size();
      return chunk;
    }
    if (left_ > 0) return take_frames();
    if (open_frame()) continue;
    if (begins_frame()) return std::nullopt;
    if (!first_) throw HttpError("the framing of the output is broken");
    framing_ = Framing::raw;
  }
  return std::nullopt;
}

bool FrameDecoder::at_boundary() const {
  return rest().empty() && left_ == 0;
}

}  // namespace berth::engine
