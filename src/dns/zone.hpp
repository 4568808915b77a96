// What a server knows: an immutable value, swapped as a whole. A changed one shares with the one before all that is the
// same, so a change costs as much as what it touches.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dns/domain_name.hpp"
#include "dns/message.hpp"
#include "dns/rdata.hpp"

namespace berth::dns {

/// All records of one name and type (RFC 2181 section 5).
struct RRset {
  Type type{};
  std::uint32_t ttl = 0;  // seconds
  std::vector<Rdata> records;
};

/// Adds a record. The same data is kept once, with the better rank; of two TTLs the shorter counts.
void add_record(std::vector<RRset>& sets, Type type, std::uint32_t ttl, Rdata data);

/// A zone's own data.
struct ZoneSettings {
  std::uint32_t ttl = 1;  // seconds, of SOA and NS
  std::uint32_t negative_ttl = 1;
  std::uint32_t serial = 1;
};

/// What the top of an authoritative zone has beside its node's own records.
struct ZoneHead {
  RRset soa;
  RRset ns;
  RRset denial;  ///< SOA; its TTL is how long "no such name" may be remembered (RFC 2308 section 5)
};

/// The name server is `ns` below `holder`, which is the zone's own name or that of another one.
std::shared_ptr<const ZoneHead> make_head(const DomainName& holder, const ZoneSettings& settings);

/// A name that exists. One without records is an empty non-terminal (RFC 8020).
struct Node {
  std::string key;  ///< wire form in lower case
  std::vector<RRset> sets;
  std::shared_ptr<const ZoneHead> head;  ///< of the top of a zone
  std::uint32_t children = 0;            ///< names one label below
  bool has_wildcard_child = false;       ///< "*" below it (RFC 4592)
  bool counted = false;                  ///< among the children of the name above

  [[nodiscard]] const RRset* find(Type type) const;
  /// Of the types that it has; none for an empty non-terminal.
  [[nodiscard]] const RRset* any() const;
};

/// One or more zones: that of the suffix, those of projects with suffixes of their own, and reverse names.
class Zone {
 public:
  struct Found {
    const Node* node = nullptr;  ///< none: the name does not exist
    const Node* apex = nullptr;  ///< none: no zone of ours
  };

  Zone();

  /// `key`: wire form in lower case. A wildcard answers for what it covers.
  [[nodiscard]] Found find(std::string_view key) const;
  /// Without wildcards.
  [[nodiscard]] const Node* find_exact(std::string_view key) const;
  /// The top of the zone that `key` is in.
  [[nodiscard]] const Node* apex_of(std::string_view key) const;

  [[nodiscard]] std::size_t names() const { return names_; }

 private:
  friend class ZoneBuilder;

  struct Entry {
    std::size_t hash = 0;
    std::shared_ptr<Node> node;  // never changed but by a builder that is the only one to have it
  };
  using Bucket = std::vector<Entry>;

  std::vector<std::shared_ptr<Bucket>> buckets_;  // by the hash of the key; a power of two of them
  std::size_t names_ = 0;
};

/// Makes a zone, or a changed one.
class ZoneBuilder {
 public:
  ZoneBuilder() = default;
  /// `base` stays as it is.
  explicit ZoneBuilder(const Zone& base) : zone_(base) {}

  /// Makes `name` authoritative, or gives it another head.
  void add_apex(const DomainName& name, const ZoneSettings& settings);
  /// What is outside of all zones is left out.
  void add(const DomainName& name, Type type, std::uint32_t ttl, Rdata data);
  /// All that the name of this key has from now on; nothing: it does not exist, or is an empty non-terminal. Outside of
  /// all zones only a head makes it exist.
  void replace(std::string_view key, std::vector<RRset> sets, std::shared_ptr<const ZoneHead> head);

  /// Once.
  [[nodiscard]] std::shared_ptr<const Zone> build() { return std::make_shared<const Zone>(std::move(zone_)); }

 private:
  Zone::Bucket& own_bucket(std::size_t hash);
  /// To be changed; none when there is no such name.
  Node* existing(std::string_view key);
  Node& made(std::string_view key);
  void remove_if_empty(std::string_view key);
  void grow();

  Zone zone_;
};

}  // namespace berth::dns
