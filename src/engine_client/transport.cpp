#include "engine_client/transport.hpp"

#include <chrono>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine_client/socket_connection.hpp"
#include "engine_client/ssh_connection.hpp"
#include "engine_client/tls_connection.hpp"

namespace berth::engine {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using boost::system::error_code;

class UnixConnection final : public SocketConnection {
 public:
  UnixConnection(const asio::any_io_executor& executor, std::string path)
      : SocketConnection(executor), path_(std::move(path)) {}

  /// A full backlog refuses a connection at once instead of letting it wait, so this comes back until the caller's
  /// deadline closes the socket.
  asio::awaitable<void> connect() override {
    using namespace std::chrono_literals;
    const asio::local::stream_protocol::endpoint endpoint(path_);
    asio::steady_timer pause(socket().get_executor());
    for (auto wait = 1ms;; wait = std::min(wait * 2, 100ms)) {
      error_code error;
      auto token = asio::redirect_error(use_awaitable, error);
      co_await socket().async_connect(endpoint, std::move(token));
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
      socket().close(ignored);
      auto token = asio::redirect_error(use_awaitable, error);
      co_await socket().async_connect(address.endpoint(), std::move(token));
      if (closed_) throw boost::system::system_error(asio::error::operation_aborted);
      if (!error) break;
    }
    if (error) throw boost::system::system_error(error);
    socket().set_option(asio::ip::tcp::no_delay(true));
    socket().set_option(asio::socket_base::keep_alive(true));
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

class DirectTransport final : public Transport {
 public:
  DirectTransport(asio::any_io_executor executor, Endpoint endpoint, TlsContext tls)
      : executor_(std::move(executor)), endpoint_(std::move(endpoint)), tls_(std::move(tls)) {}

  std::unique_ptr<Connection> make_connection() override {
    switch (endpoint_.scheme) {
      case Scheme::unix_socket: return std::make_unique<UnixConnection>(executor_, endpoint_.path);
      case Scheme::ssh: return std::make_unique<SshConnection>(executor_, endpoint_);
      case Scheme::tcp: break;
    }
    auto wire = std::make_unique<TcpConnection>(executor_, endpoint_.host, endpoint_.port);
    if (tls_ == nullptr) return wire;
    return std::make_unique<TlsConnection>(std::move(wire), tls_, endpoint_.host);
  }

  std::string host_header() const override { return engine::host_header(endpoint_); }

 private:
  asio::any_io_executor executor_;
  Endpoint endpoint_;
  TlsContext tls_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(asio::any_io_executor executor, Endpoint endpoint,
                                          const std::optional<TlsSettings>& tls) {
  auto context = tls ? make_tls_context(*tls) : nullptr;
  return std::make_unique<DirectTransport>(std::move(executor), std::move(endpoint), std::move(context));
}

}  // namespace berth::engine
