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
  return {Scheme::unix_socket, std::string(path), {}, {}};
}

Endpoint tcp_at(std::string_view address, std::string_view authority) {
  constexpr std::string_view docker_port = "2375";
  if (const auto slash = authority.find('/'); slash != std::string_view::npos) {
    if (slash + 1 != authority.size()) refuse(address, "has a path, which engines do not take");
    authority = authority.substr(0, slash);
  }
  std::string_view host = authority;
  std::string_view port = docker_port;
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
  if (host.empty()) host = "127.0.0.1";
  if (port.find_first_not_of("0123456789") != std::string_view::npos) refuse(address, "has no port number");
  return {Scheme::tcp, {}, std::string(host), std::string(port)};
}

}  // namespace

Endpoint parse_endpoint(std::string_view address) {
  if (address.starts_with('/')) return socket_at(address, address);
  const auto colon = address.find("://");
  if (colon == std::string_view::npos) refuse(address, "is not one", "write unix:///path/of/socket or tcp://host:port");
  const auto scheme = address.substr(0, colon);
  const auto rest = address.substr(colon + 3);
  if (scheme == "unix") return socket_at(address, rest);
  if (scheme == "tcp" || scheme == "http") return tcp_at(address, rest);
  refuse(address, fmt::format("begins with \"{}://\", which Berth does not speak", scheme),
         "use unix:///path/of/socket or tcp://host:port; for a distant engine forward its socket: "
         "ssh -N -L /tmp/engine.sock:/var/run/docker.sock user@host, then -H unix:///tmp/engine.sock");
}

std::string host_header(const Endpoint& endpoint) {
  if (endpoint.scheme == Scheme::unix_socket) return "localhost";
  const bool literal = endpoint.host.find(':') != std::string::npos;
  return literal ? fmt::format("[{}]:{}", endpoint.host, endpoint.port)
                 : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

}  // namespace berth::engine
