// The output of several containers as one stream of lines, with bounded memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "lifecycle/events.hpp"

namespace berth::lifecycle {

class EventHub;

/// Takes lines into a buffer of its own, shows them when asked for room, and says when the buffer is full. A reader
/// that does not read makes room() wait, which makes the merger stop reading from the engine: nothing grows, nothing
/// blocks.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(const LogLine& line) = 0;
  /// To be called after each batch of lines, which may not be shown before. Completes at once while there is room; else
  /// when there is room again. Throws berth::Error when nobody will ever read (a closed pipe).
  virtual boost::asio::awaitable<void> room() = 0;
};

/// A container whose lines are wanted.
struct LogTarget {
  std::string id;
  LogSource source;
  bool tty = false;  ///< its output is one unframed channel
};

struct LogRequest {
  bool follow = false;
  bool standard_output = true;
  bool standard_error = true;
  std::optional<std::int64_t> tail;  ///< lines per container; nullopt: all
  std::string since;                 ///< RFC 3339, seconds since 1970 with a fraction; empty: from the start
  std::string until;
};

/// Lines longer than this come in pieces (LogLine::continued).
inline constexpr std::size_t longest_log_line = 256 * 1024;

/// Without `follow` the lines come in the order of their timestamps, and the call ends with the last one. With it they
/// come as they arrive, each container is followed across restarts without a line lost or repeated, and the call ends
/// when all containers are gone or stopped for good. `hub` is needed to follow; may be null without.
boost::asio::awaitable<void> stream_logs(engine::Engine& engine, EventHub* hub, LogSink& sink,
                                         std::vector<LogTarget> targets, LogRequest request);

}  // namespace berth::lifecycle
