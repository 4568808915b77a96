#include "engine_client/endpoint.hpp"

#include <fmt/format.h>
#include <sys/un.h>

#include "base/error.hpp"

namespace berth::engine {
namespace {

[[noreturn]] void refuse(std::string_view address, std::string_view problem, std::string hint = {}) {
  throw Error(fmt::format("the engine's address \"{}\" {}", address, problem), std::move(hint));
}

Endpoint socket_at(std::string_view address, std::string_view path) {
  if (path.empty() || path.front() != '/') refuse(address, "names no socket", "write unix:///absolute/path");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    refuse(address,
           fmt::format("is too long: a socket's path has at most {} bytes", sizeof(sockaddr_un::sun_path) - 1));
  }
  return {.scheme = Scheme::unix_socket, .path = std::string(path)};
}

/// "host", "host:port", "[::1]:port" into the endpoint's host and port.
void read_authority(std::string_view address, std::string_view authority, Endpoint& endpoint) {
  std::string_view host = authority;
  std::string_view port = endpoint.port;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) refuse(address, "lacks the closing bracket");
    host = authority.substr(1, close - 1);
    const auto rest = authority.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') refuse(address, "is not host:port");
    if (rest.size() > 1) port = rest.substr(1);
  } else if (const auto colon = authority.rfind(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    if (colon + 1 < authority.size()) port = authority.substr(colon + 1);
  }
  if (port.find_first_not_of("0123456789") != std::string_view::npos) refuse(address, "has no port number");
  endpoint.port = std::string(port);
  endpoint.host = std::string(host);
}

Endpoint tcp_at(std::string_view address, std::string_view authority, std::string port) {
  if (const auto slash = authority.find('/'); slash != std::string_view::npos) {
    if (slash + 1 != authority.size()) refuse(address, "has a path, which engines do not take");
    authority = authority.substr(0, slash);
  }
  Endpoint endpoint{.scheme = Scheme::tcp, .port = std::move(port)};
  read_authority(address, authority, endpoint);
  if (endpoint.host.empty()) endpoint.host = "127.0.0.1";
  return endpoint;
}

Endpoint ssh_at(std::string_view address, std::string_view rest) {
  Endpoint endpoint{.scheme = Scheme::ssh};
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    if (slash + 1 != rest.size()) endpoint.path = std::string(rest.substr(slash));
    rest = rest.substr(0, slash);
  }
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    endpoint.user = std::string(rest.substr(0, at));
    if (endpoint.user.find(':') != std::string::npos) refuse(address, "has a password in it", "use a key with ssh");
    rest = rest.substr(at + 1);
  }
  read_authority(address, rest, endpoint);
  // ssh would take it for an option.
  if (endpoint.host.empty() || endpoint.host.front() == '-') refuse(address, "names no host");
  return endpoint;
}

}  // namespace

Endpoint parse_endpoint(std::string_view address) {
  if (address.starts_with('/')) return socket_at(address, address);
  const auto colon = address.find("://");
  if (colon == std::string_view::npos) refuse(address, "is not one", "write unix:///path/of/socket or tcp://host:port");
  const auto scheme = address.substr(0, colon);
  const auto rest = address.substr(colon + 3);
  if (scheme == "unix") return socket_at(address, rest);
  if (scheme == "tcp" || scheme == "http") return tcp_at(address, rest, "2375");
  if (scheme == "ssh") return ssh_at(address, rest);
  if (scheme == "https") {
    auto endpoint = tcp_at(address, rest, "2376");
    endpoint.secure = true;
    return endpoint;
  }
  refuse(address, fmt::format("begins with \"{}://\", which Berth does not speak", scheme),
         "use unix:///path/of/socket, tcp://host:port or ssh://user@host");
}

std::string host_header(const Endpoint& endpoint) {
  if (endpoint.scheme != Scheme::tcp) return "localhost";
  const bool literal = endpoint.host.find(':') != std::string::npos;
  return literal ? fmt::format("[{}]:{}", endpoint.host, endpoint.port)
                 : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

}  // namespace berth::engine
