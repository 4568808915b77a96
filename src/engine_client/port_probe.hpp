// Is somebody there? One connection to a port, or one question by HTTP.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <boost/asio/awaitable.hpp>

namespace berth::engine {

enum class PortState : std::uint8_t {
  open,         ///< it takes the connection
  closed,       ///< the machine is there, and nobody listens
  unreachable,  ///< no way leads there, or there is no answer in time
};

struct PortAnswer {
  PortState state = PortState::unreachable;
  int status = 0;       ///< of HTTP; 0: no HTTP came back
  std::string problem;  ///< in words; empty when all is well
};

/// `through_proxy`: an open port must also stay open for a moment, since a proxy takes connections for those who do not
/// listen yet, and hangs up then.
boost::asio::awaitable<PortAnswer> ask_port(std::string address, std::uint16_t port, bool through_proxy,
                                            std::chrono::milliseconds limit);

/// `GET path`, without following redirects.
boost::asio::awaitable<PortAnswer> ask_http(std::string address, std::uint16_t port, std::string path,
                                            std::chrono::milliseconds limit);

}  // namespace berth::engine
