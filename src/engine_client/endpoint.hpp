// The address of an engine, taken apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace berth::engine {

enum class Scheme : std::uint8_t { unix_socket, tcp, ssh };

struct Endpoint {
  Scheme scheme = Scheme::unix_socket;
  std::string path;     ///< of the socket; with ssh that of the other machine, empty for its usual engine
  std::string host;     ///< name or address, without brackets
  std::string port;     ///< with ssh empty for what ssh itself is configured for
  std::string user;     ///< with ssh, may be empty
  bool secure = false;  ///< https://: only over TLS
};

/// "unix:///var/run/docker.sock", "/path/of/a.sock", "tcp://host:2375", "http://host:2375", "https://host:2376",
/// "ssh://user@host:22/path/of/a.sock". Throws berth::Error: not an address, or a scheme that Berth does not speak.
Endpoint parse_endpoint(std::string_view address);

/// What the `Host` header says; engines on sockets want anything that is a host name.
std::string host_header(const Endpoint& endpoint);

}  // namespace berth::engine
