#include "dns/zone.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace berth::dns {
namespace {

constexpr std::string_view wildcard_label("\1*", 2);
constexpr std::uint32_t refresh = 3600;  // seconds; nobody transfers these zones
constexpr std::uint32_t retry = 600;
constexpr std::uint32_t expire = 86'400;

void put_u16(std::string& to, std::uint16_t value) {
  to += static_cast<char>(value >> 8);
  to += static_cast<char>(value & 0xff);
}

void put_u32(std::string& to, std::uint32_t value) {
  put_u16(to, static_cast<std::uint16_t>(value >> 16));
  put_u16(to, static_cast<std::uint16_t>(value));
}

/// RFC 1035 section 3.3.13
Rdata authority(const DomainName& apex, const ZoneSettings& settings) {
  const auto below = [&](const char* label) { return apex.child(label).value_or(apex).wire(); };
  Rdata data{.rank = 0, .bytes = below("ns") + below("hostmaster"), .target = {}};
  for (const auto value : {settings.serial, refresh, retry, expire, settings.negative_ttl}) put_u32(data.bytes, value);
  return data;
}

}  // namespace

const RRset* Node::find(Type type) const {
  const auto found = std::ranges::find(sets, type, &RRset::type);
  return found == sets.end() ? nullptr : &*found;
}

const Node* Zone::find_exact(std::string_view key) const {
  const auto found = nodes_.find(key);
  return found == nodes_.end() ? nullptr : &found->second;
}

Zone::Found Zone::find(std::string_view key) const {
  if (const auto* node = find_exact(key)) return {node, &apexes_[node->apex]};
  // The closest encloser: the longest existing name above (RFC 4592 section 3.3.1).
  for (auto rest = key; rest.size() > 1;) {
    rest = parent_of(rest);
    const auto* encloser = find_exact(rest);
    if (encloser == nullptr) continue;
    const auto* apex = &apexes_[encloser->apex];
    if (!encloser->has_wildcard_child) return {nullptr, apex};
    std::string wildcard(wildcard_label);
    wildcard += rest;
    return {find_exact(wildcard), apex};
  }
  return {};
}

std::optional<std::uint32_t> ZoneBuilder::apex_of(std::string_view key) const {
  for (auto rest = key; rest.size() > 1; rest = parent_of(rest)) {
    if (const auto* node = zone_.find_exact(rest)) return node->apex;
  }
  return std::nullopt;
}

Node& ZoneBuilder::node(std::string_view key, std::uint32_t apex) {
  const auto found = zone_.nodes_.find(key);
  if (found != zone_.nodes_.end()) return found->second;
  auto& made = zone_.nodes_.emplace(std::string(key), Node{{}, apex, false}).first->second;
  if (key.size() > zone_.apexes_[apex].key_size) {
    auto& parent = node(parent_of(key), apex);
    parent.has_wildcard_child = parent.has_wildcard_child || key.starts_with(wildcard_label);
  }
  return made;
}

void ZoneBuilder::add_apex(const DomainName& name, const ZoneSettings& settings) {
  const auto key = name.key();
  if (zone_.nodes_.contains(key)) return;
  const auto index = static_cast<std::uint32_t>(zone_.apexes_.size());
  RRset soa{Type::soa, settings.ttl, {authority(name, settings)}};
  zone_.apexes_.push_back({key.size(), {Type::soa, std::min(settings.ttl, settings.negative_ttl), soa.records}});
  auto& top = node(key, index);
  top.sets.push_back(std::move(soa));
  top.sets.push_back({Type::ns, settings.ttl, {rdata::name(name.child("ns").value_or(name))}});
}

void ZoneBuilder::add(const DomainName& name, Type type, std::uint32_t ttl, Rdata data) {
  const auto key = name.key();
  const auto apex = apex_of(key);
  if (!apex) return;
  auto& sets = node(key, *apex).sets;
  auto set = std::ranges::find(sets, type, &RRset::type);
  if (set == sets.end()) set = sets.insert(sets.end(), {type, ttl, {}});
  set->ttl = std::min(set->ttl, ttl);
  const auto same = std::ranges::find(set->records, data.bytes, &Rdata::bytes);
  if (same == set->records.end()) {
    set->records.push_back(std::move(data));
  } else {
    same->rank = std::min(same->rank, data.rank);
  }
}

std::shared_ptr<const Zone> ZoneBuilder::build() {
  for (auto& [key, node] : zone_.nodes_) {
    for (auto& set : node.sets) std::ranges::sort(set.records);
  }
  return std::make_shared<const Zone>(std::move(zone_));
}

namespace rdata {

Rdata address(Bytes bytes) {
  return {.rank = 0, .bytes = std::string(bytes.begin(), bytes.end()), .target = {}};
}

Rdata name(const DomainName& target) {
  return {.rank = 0, .bytes = target.wire(), .target = {}};
}

Rdata service(std::uint16_t priority, std::uint16_t weight, std::uint16_t port, const DomainName& target) {
  Rdata data;
  for (const auto value : {priority, weight, port}) put_u16(data.bytes, value);
  data.bytes += target.wire();
  data.target = target.key();
  return data;
}

Rdata texts(const std::vector<std::string>& texts) {
  constexpr std::size_t longest_text = 255;
  Rdata data;
  for (const auto& text : texts) {
    const auto part = std::string_view(text).substr(0, longest_text);
    data.bytes += static_cast<char>(part.size());
    data.bytes += part;
  }
  if (texts.empty()) data.bytes += '\0';
  return data;
}

std::vector<std::string> strings(const Rdata& data) {
  std::vector<std::string> all;
  for (std::string_view rest = data.bytes; !rest.empty();) {
    const auto length = static_cast<unsigned char>(rest.front());
    all.emplace_back(rest.substr(1, length));
    rest.remove_prefix(std::min<std::size_t>(rest.size(), length + std::size_t{1}));
  }
  return all;
}

namespace {

std::string address_text(const Rdata& data) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(data.bytes.size() == 4 ? AF_INET : AF_INET6, data.bytes.data(), text, sizeof(text));
  return text;
}

std::string quoted_texts(const Rdata& data) {
  std::string all;
  for (const auto& text : strings(data)) {
    if (!all.empty()) all += ' ';
    all += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') all += '\\';
      all += c;
    }
    all += '"';
  }
  return all;
}

std::string service_text(std::string_view bytes) {
  constexpr std::size_t head = 6;
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) * 256U + static_cast<unsigned char>(bytes[at + 1]);
  };
  return fmt::format("{} {} {} {}", number(0), number(2), number(4), DomainName::from_wire(bytes.substr(head)).text());
}

}  // namespace

std::string text(Type type, const Rdata& data) {
  switch (type) {
    case Type::a:
    case Type::aaaa: return address_text(data);
    case Type::ns:
    case Type::ptr: return DomainName::from_wire(data.bytes).text();
    case Type::srv: return service_text(data.bytes);
    case Type::txt: return quoted_texts(data);
    default: return fmt::format("\\# {}", data.bytes.size());
  }
}

}  // namespace rdata

std::string text_of(Type type) {
  switch (type) {
    case Type::a: return "A";
    case Type::ns: return "NS";
    case Type::soa: return "SOA";
    case Type::ptr: return "PTR";
    case Type::txt: return "TXT";
    case Type::aaaa: return "AAAA";
    case Type::srv: return "SRV";
    default: return fmt::format("TYPE{}", static_cast<unsigned>(type));
  }
}

DomainName reverse_name(Bytes address) {
  std::string text;
  const bool v4 = address.size() == 4;
  for (std::size_t i = address.size(); i-- > 0;) {
    text += v4 ? fmt::format("{}.", address[i]) : fmt::format("{:x}.{:x}.", address[i] & 0xf, address[i] >> 4);
  }
  text += v4 ? "in-addr.arpa" : "ip6.arpa";
  return *DomainName::from_text(text);
}

}  // namespace berth::dns
