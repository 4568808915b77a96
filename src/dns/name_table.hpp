// The names of all containers as a zone, kept up change by change: each costs what it touches, however many there are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "dns/names.hpp"
#include "dns/zone.hpp"

namespace berth::dns {

using InstancePointer = std::shared_ptr<const Instance>;

/// What became of a container. None before: it is new; none after: it is gone.
struct InstanceChange {
  InstancePointer before;
  InstancePointer after;
};

class NameTable {
 public:
  explicit NameTable(DomainName suffix);

  /// Requires that each `before` was an `after` that no later change had as its own `before`.
  void apply(const std::vector<InstanceChange>& changes);
  /// As of the last change. The serial of its SOA counts them.
  [[nodiscard]] const std::shared_ptr<const Zone>& zone() const { return zone_; }

 private:
  class Update;

  [[nodiscard]] std::string server_key() const;

  DomainName suffix_;
  std::uint32_t serial_ = 0;
  std::shared_ptr<const ZoneHead> head_;                             // of all zones: they have one name server
  std::unordered_multimap<std::size_t, InstancePointer> claimants_;  // by the hash of a name's key
  std::shared_ptr<const Zone> zone_;
};

/// The zone of these containers and no other.
std::shared_ptr<const Zone> zone_of(const std::vector<Instance>& instances, const DomainName& suffix);

}  // namespace berth::dns
