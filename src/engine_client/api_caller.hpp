// One call of the Engine API: version negotiation, deadlines, and errors that name the call.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/version.hpp"
#include "engine_client/engine.hpp"
#include "engine_client/http_client.hpp"
#include "engine_client/url.hpp"

namespace berth::engine {

/// A request without its version prefix.
struct Call {
  std::string method = "GET";
  std::string path;  ///< "/containers/json"
  Query query;
  std::string body;  ///< JSON
  std::vector<std::pair<std::string, std::string>> headers;
  std::unique_ptr<ByteSource> source;  ///< a tar stream instead of `body`
  std::string upgrade;                 ///< "tcp" or "h2c": the raw connection is asked for
  bool libpod = false;                 ///< Podman's own API
  std::string title;                   ///< for messages, in the place of method and path

  /// "pull of app:1", "POST /containers/3f4e1bbcb9ad/start": for messages.
  [[nodiscard]] std::string label() const;
};

/// How long a call may take for which its caller names no deadline.
struct CallLimits {
  std::chrono::milliseconds read = std::chrono::seconds(30);
  std::chrono::milliseconds change = std::chrono::minutes(2);
};

class ApiCaller {
 public:
  ApiCaller(const boost::asio::any_io_executor& executor, std::unique_ptr<Transport> transport, std::string address,
            CallLimits limits);

  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return client_.executor(); }
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] const CallLimits& limits() const { return limits_; }
  /// From the headers of the latest reply.
  [[nodiscard]] const engine_api::EngineIdentity& identity() const { return identity_; }

  /// The body of a successful reply (2xx, and 304 for what is so already). Without a deadline of the caller's:
  /// `usual`, or limits().read for GET and HEAD and limits().change for the rest.
  awaitable<std::string> text(Call call, Deadline deadline, std::optional<std::chrono::milliseconds> usual = {});

  /// The same, decoded.
  template <typename Decode>
  auto decoded(Call call, Deadline deadline, Decode decode) -> awaitable<decltype(decode(std::string_view{}))>;

  /// A successful reply whose body is still to be read; the deadline holds until its head is there.
  awaitable<HttpReply> open(Call call, Deadline deadline);

  /// Only sends; receive() then waits for the head, without a deadline.
  awaitable<HttpReply> post(Call call);
  awaitable<void> receive(HttpReply& reply, std::string label);

  /// A HEAD request's headers.
  awaitable<HttpHead> head(Call call, Deadline deadline);

  /// No deadline at all.
  static constexpr std::chrono::milliseconds unlimited = std::chrono::milliseconds::max();

 private:
  [[nodiscard]] HttpRequest request_of(Call& call) const;
  awaitable<HttpReply> attempt(Call& call, Watchdog& watchdog);
  awaitable<HttpReply> start(Call call, Watchdog& watchdog);
  [[nodiscard]] std::string prefix(const Call& call) const;
  void learn(const HttpHead& head);
  bool adopt_version_of(std::string_view message);

  HttpClient client_;
  std::string address_;
  CallLimits limits_;
  engine_api::EngineIdentity identity_;
  engine_api::ApiVersion spoken_;  // unknown until the first reply: then requests carry no version
};

/// Turns what HttpClient throws into an EngineError about `call`: a network error into "unavailable" (or "timeout"), a
/// foreign answer into "protocol". A cancelled call stays operation_aborted.
[[noreturn]] void rethrow_as_engine_error(const std::exception_ptr& failure, const std::string& call,
                                          const std::string& address, const Watchdog* watchdog);

/// Runs `decode`; its DecodeError becomes an EngineError about the call `label`.
template <typename Decode>
auto decode_reply(const std::string& label, std::string_view body, Decode decode) {
  try {
    return decode(body);
  } catch (const engine_api::DecodeError& error) {
    throw EngineError({ErrorKind::protocol, label, 0, std::string("the engine's answer is unusable: ") + error.what()});
  }
}

template <typename Decode>
auto ApiCaller::decoded(Call call, Deadline deadline, Decode decode)
    -> awaitable<decltype(decode(std::string_view{}))> {
  const auto label = call.label();
  const auto body = co_await text(std::move(call), deadline);
  co_return decode_reply(label, body, decode);
}

}  // namespace berth::engine
