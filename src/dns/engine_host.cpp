#include "dns/engine_host.hpp"

#include <algorithm>

#include <netdb.h>
#include <netinet/in.h>

#include "base/error.hpp"
#include "engine_client/endpoint.hpp"

namespace berth::dns {
namespace {

Address address_of(const sockaddr& found) {
  if (found.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(found).sin_addr;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&v4);
    return {bytes, bytes + sizeof(v4)};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(found).sin6_addr;
  return {v6.s6_addr, v6.s6_addr + sizeof(v6.s6_addr)};
}

}  // namespace

std::vector<Address> addresses_of_host(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  std::vector<Address> addresses;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &first) != 0) return addresses;
  for (const auto* one = first; one != nullptr; one = one->ai_next) {
    if (one->ai_family == AF_INET || one->ai_family == AF_INET6) addresses.push_back(address_of(*one->ai_addr));
  }
  ::freeaddrinfo(first);
  return addresses;
}

bool is_loopback(const Address& address) {
  return address.size() == 4 ? address[0] == 127 : address == Address{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
}

std::optional<std::vector<Address>> remote_host(const std::string& engine_address) {
  try {
    const auto endpoint = engine::parse_endpoint(engine_address);
    if (endpoint.scheme == engine::Scheme::unix_socket) return std::nullopt;
    auto addresses = addresses_of_host(endpoint.host);
    if (std::ranges::any_of(addresses, is_loopback)) return std::nullopt;
    return addresses;
  } catch (const Error&) {
    return std::nullopt;  // an address of another kind is that of a socket
  }
}

}  // namespace berth::dns
