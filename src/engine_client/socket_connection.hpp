// A connection over a stream socket, however it comes to be connected.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "engine_client/transport.hpp"

namespace berth::engine {

class SocketConnection : public Connection {
 public:
  explicit SocketConnection(const boost::asio::any_io_executor& executor) : socket_(executor) {}

  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) override;
  boost::asio::awaitable<void> write(std::string_view bytes) override;
  boost::asio::awaitable<void> close_output() override;
  void close() noexcept override;
  bool fresh() override;

 protected:
  [[nodiscard]] boost::asio::generic::stream_protocol::socket& socket() { return socket_; }

 private:
  boost::asio::generic::stream_protocol::socket socket_;
};

}  // namespace berth::engine
