// Data of resource records: making it, and reading it to people.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "dns/domain_name.hpp"
#include "dns/message.hpp"

namespace berth::dns {

/// One resource record's data in wire form, names in it uncompressed.
struct Rdata {
  /// Of equal rank are shuffled; a lower rank comes first.
  std::uint8_t rank = 0;
  std::string bytes;

  auto operator<=>(const Rdata&) const = default;
};

/// Data of records. An address is in network order.
namespace rdata {

Rdata address(Bytes bytes);
/// NS, PTR
Rdata name(const DomainName& target);
/// RFC 2782; the target in lower case, as it is looked up.
Rdata service(std::uint16_t priority, std::uint16_t weight, std::uint16_t port, const DomainName& target);
/// Each text becomes one string, cut at 255 bytes (RFC 1035 section 3.3.14).
Rdata texts(const std::vector<std::string>& texts);

/// What TXT data says; of malformed data what is there.
std::vector<std::string> strings(const Rdata& data);
/// As zone files write it (RFC 1035 section 5): an address, a name, "0 0 5432 1.db.shop.berth.test", texts in quotes.
std::string text(Type type, const Rdata& data);

}  // namespace rdata

/// "A"; "TYPE4711" for what has no name here (RFC 3597 section 5).
std::string text_of(Type type);

/// 5.0.31.172.in-addr.arpa for the four bytes of an IPv4 address, the name below ip6.arpa for the sixteen of an IPv6
/// one.
DomainName reverse_name(Bytes address);

}  // namespace berth::dns
