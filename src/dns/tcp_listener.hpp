// Queries over TCP (RFC 7766): any number on one connection, answered as they come.
#pragma once

#include <chrono>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include "dns/desk.hpp"

namespace berth::dns {

class TcpListener {
 public:
  /// Throws boost::system::system_error: the address cannot be had.
  TcpListener(const boost::asio::any_io_executor& executor, const boost::asio::ip::address& address,
              std::uint16_t port);
  TcpListener(TcpListener&&) noexcept;
  ~TcpListener();

  /// Until it is cancelled, which closes its connections.
  boost::asio::awaitable<void> serve(Desk& desk, std::size_t most_connections, std::chrono::milliseconds idle);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::dns
