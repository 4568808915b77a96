#include "engine_client/socket_connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

namespace berth::engine {

namespace asio = boost::asio;
using asio::use_awaitable;
using boost::system::error_code;

asio::awaitable<std::size_t> SocketConnection::read_some(std::span<char> buffer) {
  error_code error;
  auto token = asio::redirect_error(use_awaitable, error);
  const auto count = co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()), std::move(token));
  if (error == asio::error::eof) co_return 0;
  if (error) throw boost::system::system_error(error);
  co_return count;
}

asio::awaitable<void> SocketConnection::write(std::string_view bytes) {
  co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), use_awaitable);
}

asio::awaitable<void> SocketConnection::close_output() {
  error_code ignored;  // the other side may be gone already, which the reader finds out
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  co_return;
}

void SocketConnection::close() noexcept {
  error_code ignored;
  socket_.close(ignored);
}

bool SocketConnection::fresh() {
  char byte = 0;
  const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace berth::engine
