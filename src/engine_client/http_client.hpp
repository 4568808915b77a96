// HTTP/1.1 over pooled connections to one engine.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "engine_client/http_parser.hpp"
#include "engine_client/stream.hpp"
#include "engine_client/transport.hpp"
#include "engine_client/watchdog.hpp"

namespace berth::engine {

struct HttpRequest {
  std::string method = "GET";
  std::string target;  ///< path and query, encoded
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;
  std::string body;
  std::unique_ptr<ByteSource> source;  ///< sent in chunks instead of `body`
  std::string upgrade;                 ///< ask for the raw connection: "tcp" (attach, exec), "h2c"

  /// Doing it twice does no harm, so it is repeated when an idle connection turns out to be dead.
  [[nodiscard]] bool repeatable() const { return (method == "GET" || method == "HEAD") && source == nullptr; }
};

class ConnectionPool;
struct Line;

/// A reply whose head has arrived (HttpClient::send) or is yet to come (HttpClient::post). Its connection goes back to
/// the pool when the body was read to its end, and is closed otherwise.
class HttpReply {
 public:
  HttpReply(std::weak_ptr<ConnectionPool> pool, std::unique_ptr<Line> line, HttpReplyParser parser, std::string body);
  HttpReply(HttpReply&&) noexcept;
  HttpReply& operator=(HttpReply&&) = delete;
  ~HttpReply();

  /// Of a reply of HttpClient::post this must come first.
  boost::asio::awaitable<void> receive_head();
  [[nodiscard]] const HttpHead& head() const { return parser_.head(); }
  [[nodiscard]] Connection& connection();

  /// Appends at least one byte of the body (or of the raw stream after an upgrade); false at its end.
  boost::asio::awaitable<bool> read_some(std::string& body);
  /// The whole body. Throws HttpError when it is larger than `limit` bytes.
  boost::asio::awaitable<std::string> read_all(std::size_t limit);

 private:
  std::weak_ptr<ConnectionPool> pool_;
  std::unique_ptr<Line> line_;
  HttpReplyParser parser_;
  std::string body_;  // arrived together with the head
};

class HttpClient {
 public:
  HttpClient(boost::asio::any_io_executor executor, std::unique_ptr<Transport> transport);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

  /// Sends and waits for the head of the reply. `watchdog` guards the connection until it is released. Throws
  /// boost::system::system_error and HttpError.
  boost::asio::awaitable<HttpReply> send(HttpRequest request, Watchdog& watchdog);

  /// Only sends, on a connection of its own: for replies whose head may be long in coming (events).
  boost::asio::awaitable<HttpReply> post(HttpRequest request, Watchdog& watchdog);

 private:
  boost::asio::awaitable<std::unique_ptr<Line>> open_line(Watchdog& watchdog);
  [[nodiscard]] std::string head_of(const HttpRequest& request) const;

  boost::asio::any_io_executor executor_;
  std::unique_ptr<Transport> transport_;
  std::shared_ptr<ConnectionPool> pool_;
};

}  // namespace berth::engine
