#include "engine_client/http2.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include <fmt/format.h>
#include <nghttp2/nghttp2.h>

#include "engine_client/http_parser.hpp"

namespace berth::engine {
namespace {

constexpr std::uint32_t stream_window = 1U << 20U;       // bytes that the other side may send ahead
constexpr std::int32_t connection_window = 4U << 20U;    // over all streams
constexpr std::uint32_t stream_limit = 200;              // that the other side may open
constexpr std::size_t compact_threshold = 256U * 1024U;  // bytes sent before the rest is moved to the front
constexpr std::size_t header_limit = 256U * 1024U;       // of one block; patterns of .dockerignore travel in headers

/// A stream as far as sending goes.
struct Outgoing {
  std::string data;
  std::size_t sent = 0;  // of data
  bool finished = false;
  HeaderList trailers;
  bool idle = false;  // nghttp2 has been told that there is nothing now

  [[nodiscard]] std::size_t left() const { return data.size() - sent; }
};

/// Headers as they come in.
struct Incoming {
  HeaderList headers;
  std::size_t size = 0;
};

nghttp2_nv pair_of(const std::pair<std::string, std::string>& header) {
  // nghttp2 copies them and writes to neither.
  auto* name = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(header.first.data()));
  auto* value = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(header.second.data()));
  return {name, value, header.first.size(), header.second.size(), NGHTTP2_NV_FLAG_NONE};
}

std::vector<nghttp2_nv> pairs_of(const HeaderList& headers) {
  std::vector<nghttp2_nv> pairs;
  pairs.reserve(headers.size());
  for (const auto& header : headers) pairs.push_back(pair_of(header));
  return pairs;
}

void check(std::int64_t result, const char* what) {
  if (result < 0) throw HttpError(fmt::format("{}: {}", what, nghttp2_strerror(static_cast<int>(result))));
}

}  // namespace

struct Http2::State {
  explicit State(Role role);
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { nghttp2_session_del(session); }

  void on_headers(const nghttp2_frame& frame);
  int on_header(StreamId stream, std::string_view name, std::string_view value);
  void on_closed(StreamId stream, std::uint32_t error);
  ssize_t read(StreamId stream, std::uint8_t* buffer, std::size_t length, std::uint32_t& flags);
  void resume(StreamId stream, Outgoing& outgoing);
  nghttp2_data_provider provider();

  nghttp2_session* session = nullptr;
  std::deque<Http2Event> events;
  std::map<StreamId, Outgoing> sending;
  std::map<StreamId, Incoming> receiving;
};

void Http2::State::on_headers(const nghttp2_frame& frame) {
  const auto stream = frame.hd.stream_id;
  auto& incoming = receiving[stream];
  events.push_back({Http2Event::Kind::headers, stream, std::move(incoming.headers), {}, 0});
  receiving.erase(stream);
  if (nghttp2_session_get_stream_local_close(session, stream) >= 0) sending.try_emplace(stream);
}

int Http2::State::on_header(StreamId stream, std::string_view name, std::string_view value) {
  auto& incoming = receiving[stream];
  incoming.size += name.size() + value.size();
  if (incoming.size > header_limit) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  incoming.headers.emplace_back(name, value);
  return 0;
}

void Http2::State::on_closed(StreamId stream, std::uint32_t error) {
  sending.erase(stream);
  receiving.erase(stream);
  events.push_back({Http2Event::Kind::closed, stream, {}, {}, error});
}

ssize_t Http2::State::read(StreamId stream, std::uint8_t* buffer, std::size_t length, std::uint32_t& flags) {
  const auto found = sending.find(stream);
  if (found == sending.end()) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  auto& outgoing = found->second;
  const auto count = std::min(length, outgoing.left());
  outgoing.data.copy(reinterpret_cast<char*>(buffer), count, outgoing.sent);
  outgoing.sent += count;
  if (outgoing.left() == 0 || outgoing.sent > compact_threshold) {
    outgoing.data.erase(0, outgoing.sent);
    outgoing.sent = 0;
  }
  if (outgoing.left() == 0) {
    if (outgoing.finished) {
      flags |= NGHTTP2_DATA_FLAG_EOF;
      if (!outgoing.trailers.empty()) {
        flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        const auto pairs = pairs_of(outgoing.trailers);
        if (nghttp2_submit_trailer(session, stream, pairs.data(), pairs.size()) != 0)
          return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
      }
    } else if (count == 0) {
      outgoing.idle = true;
      return NGHTTP2_ERR_DEFERRED;
    }
  }
  return static_cast<ssize_t>(count);
}

void Http2::State::resume(StreamId stream, Outgoing& outgoing) {
  if (!outgoing.idle) return;
  outgoing.idle = false;
  nghttp2_session_resume_data(session, stream);
}

nghttp2_data_provider Http2::State::provider() {
  nghttp2_data_provider provider{};
  provider.source.ptr = this;
  provider.read_callback = [](nghttp2_session*, std::int32_t stream, std::uint8_t* buffer, std::size_t length,
                              std::uint32_t* flags, nghttp2_data_source* source, void*) -> ssize_t {
    return static_cast<Http2::State*>(source->ptr)->read(stream, buffer, length, *flags);
  };
  return provider;
}

namespace {

struct CallbacksDeleter {
  void operator()(nghttp2_session_callbacks* callbacks) const { nghttp2_session_callbacks_del(callbacks); }
};
struct OptionDeleter {
  void operator()(nghttp2_option* option) const { nghttp2_option_del(option); }
};

template <typename S>
void set_callbacks(nghttp2_session_callbacks* callbacks) {
  nghttp2_session_callbacks_set_on_header_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                    const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* self) {
        return static_cast<S*>(self)->on_header(frame->hd.stream_id, {reinterpret_cast<const char*>(name), name_size},
                                                {reinterpret_cast<const char*>(value), value_size});
      });
  nghttp2_session_callbacks_set_on_frame_recv_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
        auto& state = *static_cast<S*>(self);
        const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
        if (frame->hd.type == NGHTTP2_HEADERS) state.on_headers(*frame);
        if (carries && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
          state.events.push_back({Http2Event::Kind::end, frame->hd.stream_id, {}, {}, 0});
        return 0;
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      callbacks,
      [](nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* data, std::size_t size, void* self) {
        static_cast<S*>(self)->events.push_back(
            {Http2Event::Kind::data, stream, {}, std::string(reinterpret_cast<const char*>(data), size), 0});
        return 0;
      });
  nghttp2_session_callbacks_set_on_stream_close_callback(
      callbacks, [](nghttp2_session*, std::int32_t stream, std::uint32_t error, void* self) {
        static_cast<S*>(self)->on_closed(stream, error);
        return 0;
      });
}

}  // namespace

Http2::State::State(Role role) {
  nghttp2_session_callbacks* made_callbacks = nullptr;
  check(nghttp2_session_callbacks_new(&made_callbacks), "HTTP/2");
  const std::unique_ptr<nghttp2_session_callbacks, CallbacksDeleter> callbacks(made_callbacks);
  set_callbacks<State>(callbacks.get());
  nghttp2_option* made_option = nullptr;
  check(nghttp2_option_new(&made_option), "HTTP/2");
  const std::unique_ptr<nghttp2_option, OptionDeleter> option(made_option);
  nghttp2_option_set_no_auto_window_update(option.get(), 1);
  const auto make = role == Role::server ? nghttp2_session_server_new2 : nghttp2_session_client_new2;
  check(make(&session, callbacks.get(), this, option.get()), "HTTP/2");
  const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, stream_limit},
                                             {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window},
                                             {NGHTTP2_SETTINGS_ENABLE_PUSH, 0}};
  const std::size_t count = role == Role::server ? 2 : 3;  // a server must not speak of pushing
  check(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, count), "HTTP/2");
  check(nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, connection_window), "HTTP/2");
}

Http2::Http2(Role role) : state_(std::make_unique<State>(role)) {}

Http2::~Http2() = default;

void Http2::feed(std::string_view bytes) {
  // After broken bytes nghttp2 says goodbye once (GOAWAY) and wants nothing more.
  if (nghttp2_session_want_read(state_->session) == 0) throw HttpError("the engine's HTTP/2 is broken");
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto taken = nghttp2_session_mem_recv(state_->session, data, bytes.size());
  check(taken, "the engine's HTTP/2 is broken");
}

std::optional<Http2Event> Http2::next() {
  if (state_->events.empty()) return std::nullopt;
  auto event = std::move(state_->events.front());
  state_->events.pop_front();
  return event;
}

std::string Http2::output(std::size_t limit) {
  std::string bytes;
  while (bytes.size() < limit) {
    const std::uint8_t* data = nullptr;
    const auto count = nghttp2_session_mem_send(state_->session, &data);
    check(count, "HTTP/2");
    if (count == 0) break;
    bytes.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(count));
  }
  return bytes;
}

StreamId Http2::request(const HeaderList& headers) {
  const auto pairs = pairs_of(headers);
  const auto provider = state_->provider();
  const auto stream = nghttp2_submit_request(state_->session, nullptr, pairs.data(), pairs.size(), &provider, nullptr);
  check(stream, "HTTP/2");
  state_->sending.try_emplace(stream);
  return stream;
}

void Http2::respond(StreamId stream, const HeaderList& headers) {
  if (!state_->sending.contains(stream)) return;
  const auto pairs = pairs_of(headers);
  const auto provider = state_->provider();
  check(nghttp2_submit_response(state_->session, stream, pairs.data(), pairs.size(), &provider), "HTTP/2");
}

void Http2::send(StreamId stream, std::string_view data) {
  const auto found = state_->sending.find(stream);
  if (found == state_->sending.end()) return;
  found->second.data.append(data);
  state_->resume(stream, found->second);
}

std::size_t Http2::waiting(StreamId stream) const {
  const auto found = state_->sending.find(stream);
  return found == state_->sending.end() ? 0 : found->second.left();
}

void Http2::finish(StreamId stream, const HeaderList& trailers) {
  const auto found = state_->sending.find(stream);
  if (found == state_->sending.end()) return;
  found->second.finished = true;
  found->second.trailers = trailers;
  state_->resume(stream, found->second);
}

void Http2::consume(StreamId stream, std::size_t bytes) {
  // Fails for a stream that is gone, whose bytes then count for the connection alone.
  if (nghttp2_session_consume(state_->session, stream, bytes) != 0)
    nghttp2_session_consume_connection(state_->session, bytes);
}

void Http2::cancel(StreamId stream) {
  nghttp2_submit_rst_stream(state_->session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
}

}  // namespace berth::engine
