// An engine that does what a test tells it, also what no engine should do: it hangs, drips, lies and hangs up.
// It runs on the test's own io_context, over a unix socket in a folder of its own.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace berth::fake {

/// What is done with one request: the bytes, whole or one by one, and what comes after.
struct Reply {
  enum class Then { next_request, hang_up, stay_silent };

  std::string bytes;
  std::chrono::milliseconds between_bytes{0};
  Then then = Then::next_request;
};

/// With the headers of dockerd 20.10 unless `server` says something else.
Reply json(int status, const std::string& body);
Reply podman_json(int status, const std::string& body);
Reply html(int status, const std::string& body);
/// 200 with the chunks, and the end of the body unless it is left open.
Reply chunked(const std::vector<std::string>& chunks, Reply::Then then = Reply::Then::next_request);
/// 101 and then bytes of the raw stream.
Reply upgraded(const std::string& bytes, Reply::Then then = Reply::Then::hang_up);
Reply raw(const std::string& bytes, Reply::Then then = Reply::Then::hang_up);
Reply silence();
Reply hang_up();
Reply dripping(Reply reply, std::chrono::milliseconds between_bytes);
/// The reply's bytes cut short, then the end of the connection.
Reply truncated(Reply reply, std::size_t missing);

struct Request {
  std::string method;
  std::string target;  ///< with version and query
  std::string path;    ///< without
  std::string head;    ///< the header lines
  std::string body;    ///< decoded
  int connection = 0;  ///< number of its connection, from 1
};

class FakeEngine {
 public:
  explicit FakeEngine(boost::asio::io_context& context);
  FakeEngine(const FakeEngine&) = delete;
  FakeEngine& operator=(const FakeEngine&) = delete;
  ~FakeEngine();

  [[nodiscard]] std::string address() const;  ///< "unix://…"

  /// The replies to `path` (without version and query), one for each request; the last one repeats. Others get 404.
  void on(const std::string& method, const std::string& path, std::vector<Reply> replies);

  /// The reply to every call that has no reply of its own.
  void otherwise(Reply reply);

  [[nodiscard]] const std::vector<Request>& requests() const;
  [[nodiscard]] int connections() const;  ///< accepted so far
  /// Closes what is open; new connections are taken.
  void drop_connections();
  /// No longer listens; connections are refused until listen().
  void stop();
  void listen();

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace berth::fake
