// What a server knows: an immutable value, made anew for every change and swapped as a whole.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dns/domain_name.hpp"
#include "dns/message.hpp"

namespace berth::dns {

/// One resource record's data in wire form, names in it uncompressed.
struct Rdata {
  /// Of equal rank are shuffled; a lower rank comes first.
  std::uint8_t rank = 0;
  std::string bytes;
  /// SRV: the name in `bytes` whose addresses an answer adds, as a key; empty for other types.
  std::string target;

  auto operator<=>(const Rdata&) const = default;
};

/// All records of one name and type (RFC 2181 section 5).
struct RRset {
  Type type{};
  std::uint32_t ttl = 0;  // seconds
  std::vector<Rdata> records;
};

/// A name that exists. One without records is an empty non-terminal (RFC 8020).
struct Node {
  std::vector<RRset> sets;
  std::uint32_t apex = 0;           ///< index of its zone
  bool has_wildcard_child = false;  ///< "*" below it (RFC 4592)

  [[nodiscard]] const RRset* find(Type type) const;
};

/// The top of an authoritative zone.
struct Apex {
  std::size_t key_size = 0;
  RRset soa;  ///< of denials: its TTL is how long "no such name" may be remembered (RFC 2308 section 5)
};

/// A zone's own data.
struct ZoneSettings {
  std::uint32_t ttl = 1;  // seconds, of SOA and NS
  std::uint32_t negative_ttl = 1;
  std::uint32_t serial = 1;
};

/// One or more zones: that of the suffix, those of projects with suffixes of their own, and reverse names.
class Zone {
 public:
  struct Found {
    const Node* node = nullptr;  ///< none: the name does not exist
    const Apex* apex = nullptr;  ///< none: no zone of ours
  };

  /// `key`: wire form in lower case. A wildcard answers for what it covers.
  [[nodiscard]] Found find(std::string_view key) const;
  /// Without wildcards.
  [[nodiscard]] const Node* find_exact(std::string_view key) const;

  [[nodiscard]] std::size_t names() const { return nodes_.size(); }

 private:
  friend class ZoneBuilder;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };
  std::unordered_map<std::string, Node, Hash, std::equal_to<>> nodes_;
  std::vector<Apex> apexes_;
};

/// Fills a zone, once.
class ZoneBuilder {
 public:
  /// Makes `name` authoritative. The name server is `ns` below it; `server` are its addresses (A or AAAA data).
  void add_apex(const DomainName& name, const ZoneSettings& settings);
  /// What is outside of all zones is left out, and the same data is kept once; of two TTLs the shorter counts.
  void add(const DomainName& name, Type type, std::uint32_t ttl, Rdata data);

  [[nodiscard]] std::shared_ptr<const Zone> build();

 private:
  [[nodiscard]] std::optional<std::uint32_t> apex_of(std::string_view key) const;
  Node& node(std::string_view key, std::uint32_t apex);

  Zone zone_;
};

/// Data of records. An address is in network order.
namespace rdata {

Rdata address(Bytes bytes);
/// NS, PTR
Rdata name(const DomainName& target);
/// RFC 2782
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
