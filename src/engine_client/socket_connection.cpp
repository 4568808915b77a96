#include "engine_client/socket_connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

namespace berth::engine {

namespace asio = boost::asio;
using asio::use_awaitable;
using boost::system::error_code;

namespace {

/// Counts what is under way.
class Count {
 public:
  explicit Count(int& number) : number_(number) { ++number_; }
  Count(const Count&) = delete;
  Count& operator=(const Count&) = delete;
  ~Count() { --number_; }

 private:
  int& number_;
};

}  // namespace

/// The loop's epoll set names every socket and is told of each arrival, also while nobody reads.
void SocketConnection::ignore_arrivals() {
  error_code error;
  if (under_way_ > 0 || !socket_.is_open()) return;
  if (family_ == 0) family_ = socket_.local_endpoint(error).protocol().family();
  if (!error) ignored_ = Descriptor(socket_.release(error));
}

void SocketConnection::heed_arrivals() {
  if (ignored_.get() < 0) return;
  socket_.assign(asio::generic::stream_protocol(family_, 0), ignored_.get());
  static_cast<void>(ignored_.release());
}

asio::awaitable<std::size_t> SocketConnection::read_some(std::span<char> buffer) {
  heed_arrivals();
  const Count reading(under_way_);
  error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  const auto count = co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()), std::move(token));
  if (error == asio::error::eof) co_return 0;
  if (error) throw boost::system::system_error(error);
  co_return count;
}

asio::awaitable<void> SocketConnection::write(std::string_view bytes) {
  heed_arrivals();
  const Count writing(under_way_);
  co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), use_awaitable);
}

asio::awaitable<void> SocketConnection::close_output() {
  heed_arrivals();
  error_code ignored;  // the other side may be gone already, which the reader finds out
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  co_return;
}

void SocketConnection::close() noexcept {
  ignored_ = Descriptor();
  error_code ignored;
  socket_.close(ignored);
}

bool SocketConnection::fresh() {
  heed_arrivals();
  char byte = 0;
  const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace berth::engine
