// One HTTP/2 connection (RFC 9113) without I/O: bytes in, bytes and events out. Both ends, since BuildKit calls its
// client as well: Berth serves the session and is the client of the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::engine {

/// Names in lower case; ":path", ":status" … among them.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

using StreamId = std::int32_t;

struct Http2Event {
  enum class Kind : std::uint8_t {
    headers,  ///< also trailers
    data,     ///< consume() it when it has been used
    end,      ///< the other side says no more on this stream
    closed,   ///< the stream is gone; nothing follows
  };
  Kind kind = Kind::headers;
  StreamId stream = 0;
  HeaderList headers;
  std::string data;
  std::uint32_t error = 0;  ///< of closed: the code of RST_STREAM, 0 is none
};

class Http2 {
 public:
  enum class Role : std::uint8_t { client, server };

  explicit Http2(Role role);
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;
  ~Http2();

  /// Throws HttpError when they are no HTTP/2.
  void feed(std::string_view bytes);
  [[nodiscard]] std::optional<Http2Event> next();
  /// What is to be sent now: at most about `limit` bytes, so that data is made no faster than it is taken.
  [[nodiscard]] std::string output(std::size_t limit);

  /// A client's request whose data follows; the id of its stream.
  StreamId request(const HeaderList& headers);
  /// A server's reply whose data follows.
  void respond(StreamId stream, const HeaderList& headers);
  /// More data for a stream, which must be open; on one that is gone it is dropped.
  void send(StreamId stream, std::string_view data);
  /// Bytes of send() that wait for the other side to take them.
  [[nodiscard]] std::size_t waiting(StreamId stream) const;
  /// The end of what is sent, with trailers when there are some.
  void finish(StreamId stream, const HeaderList& trailers);
  /// Makes room for as many bytes of data from the other side.
  void consume(StreamId stream, std::size_t bytes);
  /// Breaks the stream off (CANCEL).
  void cancel(StreamId stream);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::engine
