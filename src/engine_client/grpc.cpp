#include "engine_client/grpc.hpp"

#include <map>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "base/error.hpp"
#include "engine_api/codec.hpp"
#include "engine_client/wakeup.hpp"

namespace berth::engine {

using boost::asio::awaitable;

namespace {

constexpr std::size_t output_piece = 64U * 1024U;  // bytes written at once
constexpr std::size_t write_ahead = 256U * 1024U;  // bytes that a call may have waiting

}  // namespace

struct GrpcStream::State {
  State(const boost::asio::any_io_executor& executor, StreamId stream)
      : id(stream), readable(executor), writable(executor) {}

  StreamId id;
  HeaderList headers;  // the first ones
  bool has_headers = false;
  GrpcSplitter splitter;
  std::size_t unconsumed = 0;  // bytes of data that count against the other side's window
  bool ended = false;          // the other side says no more
  bool finished = false;       // this side says no more
  bool gone = false;           // broken off: nothing reaches the other side any more
  std::optional<GrpcStatus> status;
  Wakeup readable;
  Wakeup writable;
};

struct GrpcConnection::State {
  State(const boost::asio::any_io_executor& on, HttpReply taken, Http2::Role as)
      : executor(on), reply(std::move(taken)), role(as), http2(as), output(on) {}

  boost::asio::any_io_executor executor;
  HttpReply reply;
  Http2::Role role;
  Http2 http2;
  Wakeup output;
  std::map<StreamId, std::shared_ptr<GrpcStream::State>> streams;
  bool broken = false;
};

GrpcStream::GrpcStream(std::shared_ptr<GrpcConnection> connection, std::shared_ptr<State> state)
    : connection_(std::move(connection)), state_(std::move(state)) {}

const HeaderList& GrpcStream::headers() const {
  return state_->headers;
}

awaitable<std::optional<std::string>> GrpcStream::read() {
  for (;;) {
    auto message = state_->splitter.next();
    auto& connection = *connection_->state_;
    if (state_->unconsumed > 0) {
      connection.http2.consume(state_->id, std::exchange(state_->unconsumed, 0));
      connection.output.notify();
    }
    if (message) co_return message;
    if (state_->ended) break;
    co_await state_->readable.wait();
  }
  if (connection_->state_->role == Http2::Role::server) {
    if (state_->gone) throw GrpcError(GrpcCode::canceled, "the engine broke off the call");
  } else {
    if (!state_->status) throw GrpcError(GrpcCode::unavailable, "the engine broke off the connection");
    if (!state_->status->ok()) throw GrpcError(*state_->status);
  }
  co_return std::nullopt;
}

awaitable<void> GrpcStream::write(std::string message) {
  auto& connection = *connection_->state_;
  connection.http2.send(state_->id, grpc_frame(message));
  connection.output.notify();
  while (!state_->gone && connection.http2.waiting(state_->id) > write_ahead) co_await state_->writable.wait();
  if (state_->gone) throw GrpcError(GrpcCode::canceled, "the engine broke off the call");
}

void GrpcStream::finish(const GrpcStatus& status) {
  if (std::exchange(state_->finished, true)) return;
  auto& connection = *connection_->state_;
  const bool answers = connection.role == Http2::Role::server;
  connection.http2.finish(state_->id, answers ? grpc_trailers(status) : HeaderList());
  connection.output.notify();
}

GrpcConnection::GrpcConnection(const boost::asio::any_io_executor& executor, HttpReply reply, Http2::Role role)
    : state_(std::make_unique<State>(executor, std::move(reply), role)) {}

GrpcConnection::~GrpcConnection() = default;

awaitable<void> GrpcConnection::run(GrpcHandler handler) {
  const auto self = shared_from_this();
  co_await with_tasks([&](TaskGroup& group) -> awaitable<void> {
    group.spawn(write_all());
    co_await read_all(group, handler);
  });
}

awaitable<void> GrpcConnection::read_all(TaskGroup& group, const GrpcHandler& handler) {
  std::exception_ptr problem;
  try {
    std::string bytes;
    while (co_await state_->reply.read_some(bytes)) {
      state_->http2.feed(bytes);
      bytes.clear();
      while (auto event = state_->http2.next()) dispatch(std::move(*event), group, handler);
      state_->output.notify();
    }
  } catch (const boost::system::system_error&) {
    problem = std::current_exception();
  } catch (const HttpError&) {
    problem = std::current_exception();
  }
  break_off();
  if (problem) std::rethrow_exception(problem);
}

awaitable<void> GrpcConnection::write_all() {
  for (;;) {
    const auto bytes = state_->http2.output(output_piece);
    if (bytes.empty()) {
      co_await state_->output.wait();
      continue;
    }
    co_await state_->reply.connection().write(bytes);
    for (auto& [id, stream] : state_->streams) stream->writable.notify();
  }
}

/// Whoever waits on a call learns that nothing comes any more.
void GrpcConnection::break_off() {
  state_->broken = true;
  for (auto& [id, stream] : state_->streams) {
    stream->ended = true;
    stream->gone = true;
    stream->readable.notify();
    stream->writable.notify();
  }
}

void GrpcConnection::dispatch(Http2Event event, TaskGroup& group, const GrpcHandler& handler) {
  using Kind = Http2Event::Kind;
  auto found = state_->streams.find(event.stream);
  if (found == state_->streams.end()) {
    if (event.kind != Kind::headers || state_->role == Http2::Role::client) return;
    found = state_->streams.emplace(event.stream, std::make_shared<GrpcStream::State>(state_->executor, event.stream))
                .first;
    group.spawn(answer(found->second, handler));
  }
  auto& stream = *found->second;
  switch (event.kind) {
    case Kind::headers:
      if (state_->role == Http2::Role::client) stream.status = grpc_status(event.headers);
      if (!std::exchange(stream.has_headers, true)) stream.headers = std::move(event.headers);
      break;
    case Kind::data:
      stream.unconsumed += event.data.size();
      stream.splitter.feed(event.data);
      break;
    case Kind::end: stream.ended = true; break;
    case Kind::closed:
      stream.ended = true;
      stream.gone = !stream.finished || event.error != 0;
      stream.writable.notify();
      break;
  }
  stream.readable.notify();
  if (event.kind == Kind::closed) state_->streams.erase(found);
}

awaitable<void> GrpcConnection::answer(std::shared_ptr<GrpcStream::State> state, const GrpcHandler& handler) {
  GrpcStream stream(shared_from_this(), state);
  state_->http2.respond(state->id, {{":status", "200"}, {"content-type", "application/grpc"}});
  GrpcStatus status;
  try {
    co_await handler(stream);
  } catch (const GrpcError& error) {
    status = error.status();
  } catch (const Error& error) {
    status = {static_cast<int>(GrpcCode::unknown),
              error.where().empty() ? error.what() : error.where() + ": " + error.what()};
  } catch (const engine_api::DecodeError& error) {
    status = {static_cast<int>(GrpcCode::unknown), error.what()};
  } catch (const HttpError& error) {
    status = {static_cast<int>(GrpcCode::unknown), error.what()};
  }
  stream.finish(status);
}

GrpcStream GrpcConnection::call(const std::string& method, HeaderList headers) {
  HeaderList all{{":method", "POST"},
                 {":scheme", "http"},
                 {":path", method},
                 {":authority", "localhost"},
                 {"content-type", "application/grpc"},
                 {"te", "trailers"},
                 {"user-agent", "Berth"}};
  all.insert(all.end(), std::make_move_iterator(headers.begin()), std::make_move_iterator(headers.end()));
  const auto id = state_->http2.request(all);
  auto stream = std::make_shared<GrpcStream::State>(state_->executor, id);
  stream->ended = state_->broken;
  state_->streams.emplace(id, stream);
  state_->output.notify();
  return GrpcStream(shared_from_this(), std::move(stream));
}

awaitable<std::string> GrpcConnection::call(std::string method, std::string message) {
  auto stream = call(method, HeaderList());
  co_await stream.write(std::move(message));
  stream.finish();
  auto reply = co_await stream.read();
  if (!reply) throw GrpcError(GrpcCode::unknown, "the engine's answer is empty");
  const auto more = co_await stream.read();
  if (more) throw GrpcError(GrpcCode::unknown, "the engine answered twice");
  co_return std::move(*reply);
}

}  // namespace berth::engine
