// Takes the engine's framing off the output of containers without a terminal; does no I/O.
// Engine API `POST /containers/{id}/attach`, "Stream format": [channel, 0, 0, 0, length as 4 bytes big-endian] payload.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine_client/stream.hpp"

namespace berth::engine {

enum class Framing : std::uint8_t { framed, raw };

/// Passes payloads on as they come, so a frame that claims gigabytes costs nothing. Output that should be framed and
/// does not begin with a frame is passed on raw (Podman 4.3 replays logs so); a broken frame later throws HttpError.
class FrameDecoder {
 public:
  explicit FrameDecoder(Framing framing) : framing_(framing) {}

  void feed(std::string_view bytes);
  /// The next piece; nullopt until more is fed. Whole frames that follow each other on one channel and each end with
  /// their line come as one: engines make a frame of every line.
  std::optional<OutputChunk> next();
  /// The stream may end here.
  [[nodiscard]] bool at_boundary() const;

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(pending_).substr(taken_); }
  [[nodiscard]] bool begins_frame() const;
  /// Reads the header at the front of the rest; false while it is not all there, or there is none.
  bool open_frame();
  void append_payload(std::string& data);
  OutputChunk take_frames();

  Framing framing_;
  std::string pending_;
  std::size_t taken_ =
      0;  // bytes of pending_ that were passed on: frames are small, so moving the rest each time costs
  std::uint32_t left_ = 0;  // payload of the current frame that is still to come
  OutputChannel channel_ = OutputChannel::stdout_text;
  bool first_ = true;
  bool frame_start_ = false;  // nothing of the current frame was passed on yet
};

}  // namespace berth::engine
