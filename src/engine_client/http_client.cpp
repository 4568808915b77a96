#include "engine_client/http_client.hpp"

#include <array>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

namespace berth::engine {

using boost::asio::awaitable;

namespace {

constexpr std::size_t buffer_size = 16 * 1024;
constexpr std::size_t largest_buffer = 32 * 1024;  // there may be a stream for each of a hundred containers
constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::size_t idle_limit = 8;

}  // namespace

/// A connection and what it reads into.
struct Line {
  std::unique_ptr<Connection> connection;
  std::vector<char> buffer = std::vector<char>(buffer_size);
  bool used_before = false;

  boost::asio::awaitable<std::size_t> read_some() {
    const auto count = co_await connection->read_some(buffer);
    last_was_full = count == buffer.size();
    co_return count;
  }

  /// For who reads a lot. What was read before is gone.
  void make_room() {
    if (last_was_full && buffer.size() < largest_buffer) buffer.resize(buffer.size() * 2);
  }

 private:
  bool last_was_full = false;
};

/// Idle connections, the most recently used first.
class ConnectionPool {
 public:
  /// nullptr when there is none that still lives.
  std::unique_ptr<Line> take() {
    while (!idle_.empty()) {
      auto line = std::move(idle_.back());
      idle_.pop_back();
      if (line->connection->fresh()) return line;
    }
    return nullptr;
  }

  void give_back(std::unique_ptr<Line> line) {
    line->used_before = true;
    if (idle_.size() < idle_limit) idle_.push_back(std::move(line));
  }

 private:
  std::vector<std::unique_ptr<Line>> idle_;
};

namespace {

/// Chunked transfer coding (RFC 9112 section 7.1).
awaitable<void> write_chunks(Connection& connection, ByteSource& source) {
  std::vector<char> buffer(chunk_size);
  for (;;) {
    const auto count = source.read(buffer);
    if (count == 0) break;
    auto chunk = fmt::format("{:x}\r\n", count);
    chunk.append(buffer.data(), count).append("\r\n");
    co_await connection.write(chunk);
  }
  co_await connection.write("0\r\n\r\n");
}

awaitable<void> write_request(Connection& connection, std::string head, HttpRequest& request) {
  if (request.source == nullptr) {
    head += request.body;
    co_await connection.write(head);
    co_return;
  }
  co_await connection.write(head);
  co_await write_chunks(connection, *request.source);
}

awaitable<void> read_head(Line& line, HttpReplyParser& parser, std::string& body) {
  while (!parser.head_done()) {
    const auto count = co_await line.read_some();
    if (count == 0) {
      parser.feed_end(body);
      co_return;
    }
    parser.feed({line.buffer.data(), count}, body);
  }
}

/// What became of one attempt: exceptions cannot be awaited in their handlers.
struct Outcome {
  std::exception_ptr failure;
  bool answered = false;
};

/// Writes the request and reads the head of the reply. An engine that refuses an upload closes the connection while
/// bytes are still under way, so its answer is looked for even when writing failed.
awaitable<Outcome> exchange(Line& line, std::string head, HttpRequest& request, HttpReplyParser& parser,
                            std::string& body) {
  Outcome outcome;
  try {
    co_await write_request(*line.connection, std::move(head), request);
  } catch (const boost::system::system_error& error) {
    outcome.failure = std::current_exception();
    if (error.code() == boost::asio::error::operation_aborted) co_return outcome;
  }
  try {
    co_await read_head(line, parser, body);
    outcome.failure = nullptr;
  } catch (const boost::system::system_error&) {
    if (!outcome.failure) outcome.failure = std::current_exception();
  } catch (const HttpError&) {
    if (!outcome.failure) outcome.failure = std::current_exception();
  }
  outcome.answered = parser.started();
  co_return outcome;
}

}  // namespace

HttpReply::HttpReply(std::weak_ptr<ConnectionPool> pool, std::unique_ptr<Line> line, HttpReplyParser parser,
                     std::string body)
    : pool_(std::move(pool)), line_(std::move(line)), parser_(std::move(parser)), body_(std::move(body)) {}

HttpReply::HttpReply(HttpReply&&) noexcept = default;

HttpReply::~HttpReply() {
  if (line_ == nullptr || !parser_.keep_alive()) return;
  if (const auto pool = pool_.lock()) pool->give_back(std::move(line_));
}

Connection& HttpReply::connection() {
  return *line_->connection;
}

awaitable<void> HttpReply::receive_head() {
  return read_head(*line_, parser_, body_);
}

awaitable<bool> HttpReply::read_some(std::string& body) {
  const auto before = body.size();
  body.append(std::exchange(body_, {}));
  if (parser_.upgraded()) body.append(parser_.take_rest());
  while (body.size() == before) {
    if (parser_.done() && !parser_.upgraded()) co_return false;
    line_->make_room();
    const auto count = co_await line_->read_some();
    const std::string_view bytes(line_->buffer.data(), count);
    if (parser_.upgraded()) {
      if (count == 0) co_return false;
      body.append(bytes);
    } else if (count == 0) {
      parser_.feed_end(body);
      co_return body.size() != before;
    } else {
      parser_.feed(bytes, body);
    }
  }
  co_return true;
}

awaitable<std::string> HttpReply::read_all(std::size_t limit) {
  std::string body;
  while (co_await read_some(body)) {
    if (body.size() > limit) throw HttpError(fmt::format("the answer is larger than {} MiB", limit >> 20U));
  }
  co_return body;
}

HttpClient::HttpClient(boost::asio::any_io_executor executor, std::unique_ptr<Transport> transport)
    : executor_(std::move(executor)), transport_(std::move(transport)), pool_(std::make_shared<ConnectionPool>()) {}

HttpClient::~HttpClient() = default;

awaitable<std::unique_ptr<Line>> HttpClient::open_line(Watchdog& watchdog) {
  auto line = std::make_unique<Line>();
  line->connection = transport_->make_connection();
  watchdog.guard(*line->connection);
  co_await line->connection->connect();
  co_return line;
}

awaitable<HttpReply> HttpClient::send(HttpRequest request, Watchdog& watchdog) {
  auto line = pool_->take();
  for (;;) {
    if (line == nullptr) line = co_await open_line(watchdog);
    watchdog.guard(*line->connection);
    HttpReplyParser parser(request.method == "HEAD");
    std::string body;
    const auto outcome = co_await exchange(*line, head_of(request), request, parser, body);
    if (!outcome.failure) co_return HttpReply(pool_, std::move(line), std::move(parser), std::move(body));
    const bool stale = line->used_before && !outcome.answered && request.repeatable() && !watchdog.expired();
    watchdog.release();
    line.reset();
    if (!stale) std::rethrow_exception(outcome.failure);
  }
}

awaitable<HttpReply> HttpClient::post(HttpRequest request, Watchdog& watchdog) {
  auto line = co_await open_line(watchdog);
  co_await write_request(*line->connection, head_of(request), request);
  co_return HttpReply(pool_, std::move(line), HttpReplyParser(), std::string());
}

std::string HttpClient::head_of(const HttpRequest& request) const {
  auto head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: Berth\r\n", request.method, request.target,
                          transport_->host_header());
  for (const auto& [name, value] : request.headers) head += fmt::format("{}: {}\r\n", name, value);
  if (!request.content_type.empty()) head += fmt::format("Content-Type: {}\r\n", request.content_type);
  if (request.source != nullptr) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    head += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  if (!request.upgrade.empty()) head += fmt::format("Connection: Upgrade\r\nUpgrade: {}\r\n", request.upgrade);
  return head + "\r\n";
}

}  // namespace berth::engine
