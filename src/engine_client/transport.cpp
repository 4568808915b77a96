#include "engine_client/transport.hpp"

#include <chrono>

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

namespace berth::engine {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using boost::system::error_code;

class SocketConnection : public Connection {
 public:
  explicit SocketConnection(const asio::any_io_executor& executor) : socket_(executor) {}

  asio::awaitable<std::size_t> read_some(std::span<char> buffer) override {
    error_code error;
    auto token = asio::redirect_error(use_awaitable, error);
    const auto count = co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()), std::move(token));
    if (error == asio::error::eof) co_return 0;
    if (error) throw boost::system::system_error(error);
    co_return count;
  }

  asio::awaitable<void> write(std::string_view bytes) override {
    co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), use_awaitable);
  }

  asio::awaitable<void> close_output() override {
    error_code ignored;  // the other side may be gone already, which the reader finds out
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    co_return;
  }

  void close() noexcept override {
    error_code ignored;
    socket_.close(ignored);
  }

  bool fresh() override {
    char byte = 0;
    const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

 protected:
  asio::generic::stream_protocol::socket socket_;
};

class UnixConnection final : public SocketConnection {
 public:
  UnixConnection(const asio::any_io_executor& executor, std::string path)
      : SocketConnection(executor), path_(std::move(path)) {}

  /// A full backlog refuses a connection at once instead of letting it wait, so this comes back until the caller's
  /// deadline closes the socket.
  asio::awaitable<void> connect() override {
    using namespace std::chrono_literals;
    const asio::local::stream_protocol::endpoint endpoint(path_);
    asio::steady_timer pause(socket_.get_executor());
    for (auto wait = 1ms;; wait = std::min(wait * 2, 100ms)) {
      error_code error;
      auto token = asio::redirect_error(use_awaitable, error);
      co_await socket_.async_connect(endpoint, std::move(token));
      if (!error) co_return;
      if (error != asio::error::no_buffer_space) throw boost::system::system_error(error);
      pause.expires_after(wait);
      co_await pause.async_wait(use_awaitable);
      if (closed_) throw boost::system::system_error(asio::error::operation_aborted);
    }
  }

  void close() noexcept override {
    closed_ = true;
    SocketConnection::close();
  }

 private:
  std::string path_;
  bool closed_ = false;
};

class TcpConnection final : public SocketConnection {
 public:
  TcpConnection(const asio::any_io_executor& executor, std::string host, std::string port)
      : SocketConnection(executor), resolver_(executor), host_(std::move(host)), port_(std::move(port)) {}

  asio::awaitable<void> connect() override {
    const auto addresses = co_await resolver_.async_resolve(host_, port_, use_awaitable);
    error_code error = asio::error::host_not_found;
    for (const auto& address : addresses) {
      error_code ignored;
      socket_.close(ignored);
      auto token = asio::redirect_error(use_awaitable, error);
      co_await socket_.async_connect(address.endpoint(), std::move(token));
      if (closed_) throw boost::system::system_error(asio::error::operation_aborted);
      if (!error) break;
    }
    if (error) throw boost::system::system_error(error);
    socket_.set_option(asio::ip::tcp::no_delay(true));
    socket_.set_option(asio::socket_base::keep_alive(true));
  }

  void close() noexcept override {
    closed_ = true;
    resolver_.cancel();
    SocketConnection::close();
  }

 private:
  asio::ip::tcp::resolver resolver_;
  std::string host_;
  std::string port_;
  bool closed_ = false;
};

class SocketTransport final : public Transport {
 public:
  SocketTransport(asio::any_io_executor executor, Endpoint endpoint)
      : executor_(std::move(executor)), endpoint_(std::move(endpoint)) {}

  std::unique_ptr<Connection> make_connection() override {
    if (endpoint_.scheme == Scheme::tcp) {
      return std::make_unique<TcpConnection>(executor_, endpoint_.host, endpoint_.port);
    }
    return std::make_unique<UnixConnection>(executor_, endpoint_.path);
  }

  std::string host_header() const override { return engine::host_header(endpoint_); }

 private:
  asio::any_io_executor executor_;
  Endpoint endpoint_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(asio::any_io_executor executor, Endpoint endpoint) {
  return std::make_unique<SocketTransport>(std::move(executor), std::move(endpoint));
}

}  // namespace berth::engine
