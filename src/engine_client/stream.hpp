// Streams of bytes, output and events to and from an engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "engine_api/event.hpp"
#include "engine_api/stats.hpp"

namespace berth::engine {

using boost::asio::awaitable;

/// Bytes to send: a build context, an image archive. Read piece by piece, so size does not matter.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Fills the beginning of `buffer`; 0 is the end. Throws berth::Error (a file vanished).
  virtual std::size_t read(std::span<char> buffer) = 0;
};

/// A source over bytes in memory.
std::unique_ptr<ByteSource> bytes_of(std::string content);
/// A source over a file. Throws berth::Error when it cannot be opened.
std::unique_ptr<ByteSource> bytes_of_file(const std::string& path);

enum class OutputChannel : std::uint8_t { stdin_echo, stdout_text, stderr_text };

struct OutputChunk {
  OutputChannel channel = OutputChannel::stdout_text;
  std::string data;
  /// A frame of the engine begins here. With timestamps each frame has one, also in the middle of a line: engines cut
  /// long lines (Docker), or any (Podman), into several frames.
  bool frame_start = false;
};

/// Output of a container or a command. Destroying it closes its connection.
class OutputStream {
 public:
  OutputStream() = default;
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;
  virtual ~OutputStream() = default;

  /// The next bytes, cut anywhere (at most some 64 KiB); nullopt at the end. Throws EngineError when it breaks.
  /// Not to be called again before it has returned.
  virtual awaitable<std::optional<OutputChunk>> next() = 0;
};

/// An attached container or command: both directions of one connection. One reader and one writer may run at once.
class AttachedStream : public OutputStream {
 public:
  virtual awaitable<void> write(std::string bytes) = 0;
  /// The other side reads the end of its input; output goes on.
  virtual awaitable<void> close_input() = 0;
};

/// What a container uses, sample by sample.
class StatsStream {
 public:
  StatsStream() = default;
  StatsStream(const StatsStream&) = delete;
  StatsStream& operator=(const StatsStream&) = delete;
  virtual ~StatsStream() = default;

  /// Waits for the next sample; nullopt at the end. Throws EngineError when it breaks.
  virtual awaitable<std::optional<engine_api::ContainerStats>> next() = 0;
};

/// Events in the order in which the engine tells them, each once.
class EventStream {
 public:
  EventStream() = default;
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;
  virtual ~EventStream() = default;

  /// Waits for the next event. A broken stream is taken up again from the last event for up to 30 s, which is told by
  /// an event of the type EventType::resumed; then EngineError (unavailable).
  virtual awaitable<engine_api::Event> next() = 0;
};

}  // namespace berth::engine
