// Queries over UDP, taken and answered many at a time.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include "dns/desk.hpp"

namespace berth::dns {

class UdpSocket {
 public:
  /// Throws boost::system::system_error: the address cannot be had.
  UdpSocket(const boost::asio::any_io_executor& executor, const boost::asio::ip::address& address, std::uint16_t port);
  UdpSocket(UdpSocket&&) noexcept;
  ~UdpSocket();

  [[nodiscard]] std::uint16_t port() const;
  /// Until it is cancelled.
  boost::asio::awaitable<void> serve(Desk& desk);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::dns
