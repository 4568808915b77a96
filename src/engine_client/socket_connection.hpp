// A connection over a stream socket, however it comes to be connected.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "engine_client/descriptor.hpp"
#include "engine_client/transport.hpp"

namespace berth::engine {

class SocketConnection : public Connection {
 public:
  explicit SocketConnection(const boost::asio::any_io_executor& executor) : socket_(executor) {}

  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) override;
  boost::asio::awaitable<void> write(std::string_view bytes) override;
  boost::asio::awaitable<void> close_output() override;
  void ignore_arrivals() override;
  void close() noexcept override;
  bool fresh() override;

 protected:
  [[nodiscard]] boost::asio::generic::stream_protocol::socket& socket() { return socket_; }

 private:
  /// The opposite of ignore_arrivals.
  void heed_arrivals();

  boost::asio::generic::stream_protocol::socket socket_;
  Descriptor ignored_;  // the socket, taken from the loop
  int family_ = 0;      // of ignored_
  int under_way_ = 0;   // reads and writes
};

}  // namespace berth::engine
