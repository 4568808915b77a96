#include "dns/name_table.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace berth::dns {
namespace {

std::size_t hash_of(std::string_view key) {
  return std::hash<std::string_view>()(key);
}

constexpr std::size_t changes_at_once = 64;  // names that these have in common are settled once
constexpr std::array<std::uint8_t, 4> this_host{127, 0, 0, 1};

/// The names above others before them: a zone's top has to be there before what is below.
struct ShorterFirst {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

}  // namespace

/// One application of changes.
class NameTable::Update {
 public:
  explicit Update(NameTable& table) : table_(table), builder_(*table.zone_) {}

  void withdraw(const InstancePointer& instance) {
    for (const auto& key : keys_of(instance)) {
      const auto [begin, end] = table_.claimants_.equal_range(hash_of(key));
      const auto found = std::find_if(begin, end, [&](const auto& entry) { return entry.second == instance; });
      if (found != end) table_.claimants_.erase(found);
    }
  }

  void introduce(const InstancePointer& instance) {
    for (const auto& key : keys_of(instance)) table_.claimants_.emplace(hash_of(key), instance);
  }

  /// Brings the names that were touched into the zone.
  void settle_touched() {
    for (const auto& key : touched_) settle_name(key);
    touched_.clear();
    claims_.clear();
  }

  std::shared_ptr<const Zone> build() { return builder_.build(); }

  void touch(std::string key) { touched_.insert(std::move(key)); }

 private:
  const std::vector<NameClaim>& claims_by(const InstancePointer& instance) {
    const auto [found, added] = claims_.try_emplace(instance);
    if (added) found->second = claims_of(*instance, table_.suffix_);
    return found->second;
  }

  /// Each once; they are touched.
  std::set<std::string> keys_of(const InstancePointer& instance) {
    std::set<std::string> keys;
    for (const auto& claim : claims_by(instance)) keys.insert(claim.key);
    touched_.insert(keys.begin(), keys.end());
    return keys;
  }

  void settle_name(const std::string& key) {
    std::vector<NameClaim> claims;
    const auto [begin, end] = table_.claimants_.equal_range(hash_of(key));
    for (auto entry = begin; entry != end; ++entry) {
      for (const auto& claim : claims_by(entry->second)) {
        if (claim.key == key) claims.push_back(claim);
      }
    }
    settle(claims);
    std::vector<RRset> sets;
    bool top = false;
    for (auto& claim : claims) {
      top = top || claim.kind == NameClaim::Kind::apex;
      if (claim.kind == NameClaim::Kind::apex) continue;
      auto& record = claim.record;
      add_record(sets, record.type, record.source->settings.ttl, std::move(record.data));
    }
    top = top || key == table_.suffix_.key();
    if (sets.empty() && key == table_.server_key()) add_record(sets, Type::a, 1, rdata::address(this_host));
    builder_.replace(key, std::move(sets), top ? table_.head_ : nullptr);
  }

  NameTable& table_;
  ZoneBuilder builder_;
  std::map<InstancePointer, std::vector<NameClaim>> claims_;
  std::set<std::string, ShorterFirst> touched_;
};

NameTable::NameTable(DomainName suffix) : suffix_(std::move(suffix)), zone_(std::make_shared<const Zone>()) {
  apply({});
}

std::string NameTable::server_key() const {
  return suffix_.child("ns").value_or(suffix_).key();
}

void NameTable::apply(const std::vector<InstanceChange>& changes) {
  ZoneSettings settings;
  settings.serial = ++serial_;
  head_ = make_head(suffix_, settings);
  Update update(*this);
  update.touch(suffix_.key());
  update.touch(server_key());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].before) update.withdraw(changes[i].before);
    if (changes[i].after) update.introduce(changes[i].after);
    if (i % changes_at_once == changes_at_once - 1) update.settle_touched();
  }
  update.settle_touched();
  zone_ = update.build();
}

std::shared_ptr<const Zone> zone_of(const std::vector<Instance>& instances, const DomainName& suffix) {
  std::vector<InstanceChange> changes;
  for (const auto& instance : instances) changes.push_back({nullptr, std::make_shared<const Instance>(instance)});
  NameTable table(suffix);
  table.apply(changes);
  return table.zone();
}

}  // namespace berth::dns
