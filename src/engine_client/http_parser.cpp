#include "engine_client/http_parser.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace berth::engine {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::uint32_t head_limit = 64 * 1024;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

/// Beast's parser calls back with each piece of a reply.
class ReplyParser final : public http::basic_parser<false> {
 public:
  HttpHead head;
  std::string* body = nullptr;

 private:
  void on_request_impl(http::verb, beast::string_view, beast::string_view, int, error_code&) override {}
  void on_response_impl(int code, beast::string_view, int, error_code&) override { head.status = code; }
  void on_field_impl(http::field, beast::string_view name, beast::string_view value, error_code&) override {
    head.headers.emplace_back(view(name), view(value));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view bytes, error_code&) override {
    body->append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, error_code& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(error_code&) override {}
};

}  // namespace

std::string_view HttpHead::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (beast::iequals({key.data(), key.size()}, {name.data(), name.size()})) return value;
  }
  return {};
}

class HttpReplyParser::Machine {
 public:
  explicit Machine(bool answers_head_request) {
    parser_.header_limit(head_limit);
    parser_.body_limit(boost::none);  // callers have limits of their own
    parser_.eager(true);
    parser_.skip(answers_head_request);
  }

  void feed(std::string_view bytes, std::string& body) {
    started = started || !bytes.empty();
    pending.append(bytes);
    parser_.body = &body;
    std::size_t used = 0;
    while (used < pending.size() && !parser_.is_done()) {
      error_code error;
      const auto count = parser_.put(boost::asio::buffer(pending.data() + used, pending.size() - used), error);
      used += count;
      if (error == http::error::need_more) break;
      if (error) fail(error);
      if (count == 0) break;
    }
    pending.erase(0, used);
  }

  void feed_end(std::string& body) {
    parser_.body = &body;
    if (parser_.is_done()) return;
    if (!started) throw HttpError("the engine closed the connection without an answer");
    error_code error;
    if (parser_.is_header_done()) parser_.put_eof(error);
    if (error || !parser_.is_done()) throw HttpError("the engine closed the connection in the middle of its answer");
  }

  [[nodiscard]] const ReplyParser& parser() const { return parser_; }

  std::string pending;  // bytes that the parser cannot use yet, or that follow the reply
  bool started = false;

 private:
  [[noreturn]] static void fail(const error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      throw HttpError(fmt::format("the head of the answer is larger than {} KiB", head_limit / 1024));
    }
    throw HttpError("the answer is not HTTP; is this an engine's address?");
  }

  ReplyParser parser_;
};

HttpReplyParser::HttpReplyParser(bool answers_head_request)
    : machine_(std::make_unique<Machine>(answers_head_request)) {}
HttpReplyParser::HttpReplyParser(HttpReplyParser&&) noexcept = default;
HttpReplyParser& HttpReplyParser::operator=(HttpReplyParser&&) noexcept = default;
HttpReplyParser::~HttpReplyParser() = default;

void HttpReplyParser::feed(std::string_view bytes, std::string& body) {
  machine_->feed(bytes, body);
}
void HttpReplyParser::feed_end(std::string& body) {
  machine_->feed_end(body);
}

bool HttpReplyParser::head_done() const {
  return machine_->parser().is_header_done();
}
bool HttpReplyParser::done() const {
  return machine_->parser().is_done();
}
bool HttpReplyParser::started() const {
  return machine_->started;
}

bool HttpReplyParser::upgraded() const {
  constexpr int switching_protocols = 101;
  return head_done() && head().status == switching_protocols;
}

bool HttpReplyParser::keep_alive() const {
  return done() && !upgraded() && machine_->parser().keep_alive() && machine_->pending.empty();
}

const HttpHead& HttpReplyParser::head() const {
  return machine_->parser().head;
}

std::string HttpReplyParser::take_rest() {
  return std::exchange(machine_->pending, {});
}

}  // namespace berth::engine
