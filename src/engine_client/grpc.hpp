// gRPC calls over a connection that an engine has handed over (`Upgrade: h2c`), as coroutines: the calls that Berth
// makes, and those that it answers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "engine_client/grpc_message.hpp"
#include "engine_client/http_client.hpp"
#include "engine_client/task_group.hpp"

namespace berth::engine {

class GrpcConnection;

/// One call, seen from either side. One reader and one writer at a time.
class GrpcStream {
 public:
  struct State;

  GrpcStream(std::shared_ptr<GrpcConnection> connection, std::shared_ptr<State> state);

  /// Of a call that is answered: what came with it.
  [[nodiscard]] const HeaderList& headers() const;
  /// The next message; nullopt at their end. Throws GrpcError when the call failed or its connection broke.
  boost::asio::awaitable<std::optional<std::string>> read();
  /// Goes on when the other side has taken most of what was written before.
  boost::asio::awaitable<void> write(std::string message);
  /// Of a call that is made: no more messages. Of one that is answered: how it ended.
  void finish(const GrpcStatus& status = {});

 private:
  std::shared_ptr<GrpcConnection> connection_;
  std::shared_ptr<State> state_;
};

/// Answers one call; what it throws becomes the call's status, and a return without finish() is "ok".
using GrpcHandler = std::function<boost::asio::awaitable<void>(GrpcStream&)>;

class GrpcConnection : public std::enable_shared_from_this<GrpcConnection> {
 public:
  /// `reply` is a 101.
  GrpcConnection(const boost::asio::any_io_executor& executor, HttpReply reply, Http2::Role role);
  GrpcConnection(const GrpcConnection&) = delete;
  GrpcConnection& operator=(const GrpcConnection&) = delete;
  ~GrpcConnection();

  /// Carries the bytes until the other side closes the connection or it is cancelled; calls that are open then fail.
  /// Each call of the other side is answered by `handler`, which must be given for the role of the server.
  boost::asio::awaitable<void> run(GrpcHandler handler = {});

  /// "/moby.buildkit.v1.Control/Status", with headers of its own.
  GrpcStream call(const std::string& method, HeaderList headers = {});
  /// One message there, one back. Throws GrpcError.
  boost::asio::awaitable<std::string> call(std::string method, std::string message);

 private:
  friend class GrpcStream;
  struct State;
  boost::asio::awaitable<void> read_all(TaskGroup& group, const GrpcHandler& handler);
  boost::asio::awaitable<void> write_all();
  void dispatch(Http2Event event, TaskGroup& group, const GrpcHandler& handler);
  boost::asio::awaitable<void> answer(std::shared_ptr<GrpcStream::State> stream, const GrpcHandler& handler);
  void break_off();

  std::unique_ptr<State> state_;
};

}  // namespace berth::engine
