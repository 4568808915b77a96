#include "dns/zone.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "dns/wire_text.hpp"

namespace berth::dns {
namespace {

constexpr std::string_view wildcard_label("\1*", 2);
constexpr std::uint32_t refresh = 3600;  // seconds; nobody transfers these zones
constexpr std::uint32_t retry = 600;
constexpr std::uint32_t expire = 86'400;
constexpr std::size_t first_buckets = 16;
constexpr std::size_t names_in_a_bucket = 16;  // on average, at most

std::size_t hash_of(std::string_view key) {
  return std::hash<std::string_view>()(key);
}

/// RFC 1035 section 3.3.13
Rdata authority(const DomainName& holder, const ZoneSettings& settings) {
  const auto below = [&](const char* label) { return holder.child(label).value_or(holder).wire(); };
  Rdata data{.rank = 0, .bytes = below("ns") + below("hostmaster")};
  for (const auto value : {settings.serial, refresh, retry, expire, settings.negative_ttl}) put_u32(data.bytes, value);
  return data;
}

bool is_wildcard(std::string_view key) {
  return key.starts_with(wildcard_label);
}

}  // namespace

void add_record(std::vector<RRset>& sets, Type type, std::uint32_t ttl, Rdata data) {
  auto set = std::ranges::find(sets, type, &RRset::type);
  if (set == sets.end()) set = sets.insert(sets.end(), {type, ttl, {}});
  set->ttl = std::min(set->ttl, ttl);
  auto& records = set->records;
  const auto same = std::ranges::find(records, data.bytes, &Rdata::bytes);
  if (same != records.end()) {
    data.rank = std::min(data.rank, same->rank);
    records.erase(same);
  }
  records.insert(std::ranges::upper_bound(records, data), std::move(data));
}

std::shared_ptr<const ZoneHead> make_head(const DomainName& holder, const ZoneSettings& settings) {
  ZoneHead head{{Type::soa, settings.ttl, {authority(holder, settings)}},
                {Type::ns, settings.ttl, {rdata::name(holder.child("ns").value_or(holder))}},
                {}};
  head.denial = {Type::soa, std::min(settings.ttl, settings.negative_ttl), head.soa.records};
  return std::make_shared<const ZoneHead>(std::move(head));
}

const RRset* Node::find(Type type) const {
  if (head && type == Type::soa) return &head->soa;
  if (head && type == Type::ns) return &head->ns;
  const auto found = std::ranges::find(sets, type, &RRset::type);
  return found == sets.end() ? nullptr : &*found;
}

const RRset* Node::any() const {
  if (head) return &head->soa;
  return sets.empty() ? nullptr : &sets.front();
}

Zone::Zone() : buckets_(first_buckets) {}

const Node* Zone::find_exact(std::string_view key) const {
  const auto hash = hash_of(key);
  const auto& bucket = buckets_[hash & (buckets_.size() - 1)];
  if (!bucket) return nullptr;
  for (const auto& entry : *bucket) {
    if (entry.hash == hash && entry.node->key == key) return entry.node.get();
  }
  return nullptr;
}

const Node* Zone::apex_of(std::string_view key) const {
  for (auto rest = key; rest.size() > 1; rest = parent_of(rest)) {
    const auto* node = find_exact(rest);
    if (node != nullptr && node->head) return node;
  }
  return nullptr;
}

Zone::Found Zone::find(std::string_view key) const {
  if (const auto* node = find_exact(key)) return {node, apex_of(key)};
  // The closest encloser: the longest existing name above (RFC 4592 section 3.3.1).
  for (auto rest = key; rest.size() > 1;) {
    rest = parent_of(rest);
    const auto* encloser = find_exact(rest);
    if (encloser == nullptr) continue;
    const auto* apex = apex_of(rest);
    if (!encloser->has_wildcard_child) return {nullptr, apex};
    std::string wildcard(wildcard_label);
    wildcard += rest;
    return {find_exact(wildcard), apex};
  }
  return {};
}

Zone::Bucket& ZoneBuilder::own_bucket(std::size_t hash) {
  auto& bucket = zone_.buckets_[hash & (zone_.buckets_.size() - 1)];
  if (!bucket) {
    bucket = std::make_shared<Zone::Bucket>();
  } else if (bucket.use_count() > 1) {
    bucket = std::make_shared<Zone::Bucket>(*bucket);
  }
  return *bucket;
}

Node* ZoneBuilder::existing(std::string_view key) {
  if (zone_.find_exact(key) == nullptr) return nullptr;
  const auto hash = hash_of(key);
  const auto found = std::ranges::find_if(
      own_bucket(hash), [&](const Zone::Entry& entry) { return entry.hash == hash && entry.node->key == key; });
  if (found->node.use_count() > 1) found->node = std::make_shared<Node>(*found->node);
  return found->node.get();
}

/// With the names above it, up to one that is there already.
Node& ZoneBuilder::made(std::string_view key) {
  if (auto* node = existing(key)) return *node;
  const bool counted = zone_.apex_of(key) != nullptr;
  if (counted) {
    auto& parent = made(parent_of(key));
    ++parent.children;
    parent.has_wildcard_child = parent.has_wildcard_child || is_wildcard(key);
  }
  if (++zone_.names_ > zone_.buckets_.size() * names_in_a_bucket) grow();
  const auto hash = hash_of(key);
  auto& bucket = own_bucket(hash);
  bucket.push_back({hash, std::make_shared<Node>(Node{.key = std::string(key), .counted = counted})});
  return *bucket.back().node;
}

/// And the names above it that are there for its sake only.
void ZoneBuilder::remove_if_empty(std::string_view key) {
  const auto* node = zone_.find_exact(key);
  if (node == nullptr || !node->sets.empty() || node->head || node->children > 0) return;
  const bool counted = node->counted;
  const auto hash = hash_of(key);
  std::erase_if(own_bucket(hash),
                [&](const Zone::Entry& entry) { return entry.hash == hash && entry.node->key == key; });
  --zone_.names_;
  auto* parent = counted ? existing(parent_of(key)) : nullptr;
  if (parent == nullptr) return;
  --parent->children;
  if (is_wildcard(key)) parent->has_wildcard_child = false;
  remove_if_empty(parent_of(key));
}

void ZoneBuilder::grow() {
  const auto before = std::exchange(zone_.buckets_, {});
  zone_.buckets_.resize(before.size() * 4);
  for (const auto& bucket : before) {
    if (!bucket) continue;
    for (const auto& entry : *bucket) own_bucket(entry.hash).push_back(entry);
  }
}

void ZoneBuilder::add_apex(const DomainName& name, const ZoneSettings& settings) {
  made(name.key()).head = make_head(name, settings);
}

void ZoneBuilder::add(const DomainName& name, Type type, std::uint32_t ttl, Rdata data) {
  const auto key = name.key();
  if (zone_.apex_of(key) != nullptr) add_record(made(key).sets, type, ttl, std::move(data));
}

void ZoneBuilder::replace(std::string_view key, std::vector<RRset> sets, std::shared_ptr<const ZoneHead> head) {
  const bool exists = (!sets.empty() && zone_.apex_of(key) != nullptr) || head;
  auto* node = exists ? &made(key) : existing(key);
  if (node == nullptr) return;
  node->sets = std::move(sets);
  node->head = std::move(head);
  remove_if_empty(key);
}

}  // namespace berth::dns
