// One HTTP/1.1 reply, read from bytes as they come; does no I/O.
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::engine {

/// The reply is no HTTP, or larger than allowed.
class HttpError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct HttpHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;

  /// "" when absent; names in any case.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// States: reading the head, then the body, then done. After `101 Switching Protocols` the rest belongs to the caller.
class HttpReplyParser {
 public:
  /// Replies to HEAD have no body whatever their headers say.
  explicit HttpReplyParser(bool answers_head_request = false);
  HttpReplyParser(HttpReplyParser&&) noexcept;
  HttpReplyParser& operator=(HttpReplyParser&&) noexcept;
  ~HttpReplyParser();

  /// Takes bytes; what is body is appended to `body`. Throws HttpError.
  void feed(std::string_view bytes, std::string& body);
  /// The connection ended. Throws HttpError when the reply needs more.
  void feed_end(std::string& body);

  [[nodiscard]] bool head_done() const;
  [[nodiscard]] bool done() const;
  [[nodiscard]] bool started() const;     ///< at least one byte came
  [[nodiscard]] bool upgraded() const;    ///< 101
  [[nodiscard]] bool keep_alive() const;  ///< once done: the connection can carry another request
  [[nodiscard]] const HttpHead& head() const;
  /// Bytes beyond the reply, which begin the raw stream after an upgrade.
  [[nodiscard]] std::string take_rest();

 private:
  class Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace berth::engine
