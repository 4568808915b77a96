#include "dns/names.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

namespace berth::dns {
namespace {

std::uint8_t rank_of(Health health) {
  switch (health) {
    case Health::none:
    case Health::healthy: return 0;
    case Health::starting: return 1;
    case Health::unhealthy: return 2;
  }
  return 2;
}

std::string_view word(Health health) {
  switch (health) {
    case Health::none: return "none";
    case Health::healthy: return "healthy";
    case Health::starting: return "starting";
    case Health::unhealthy: return "unhealthy";
  }
  return "none";
}

/// A name of one or more labels below `parent`; none when it is no name.
std::optional<DomainName> name_below(const std::string& text, const DomainName& parent) {
  const auto name = DomainName::from_text(text);
  return name && !name->is_root() ? name->below(parent) : std::nullopt;
}

/// The top of a project's own suffix; none when it has none of its own.
std::optional<DomainName> own_top(const NameSettings& settings) {
  if (settings.suffix.empty()) return std::nullopt;
  const auto own = DomainName::from_text(settings.suffix);
  return own && !own->is_root() ? std::optional(*own) : std::nullopt;
}

using Kind = NameClaim::Kind;

/// Writes down what one running container claims.
class Claims {
 public:
  Claims(const Instance& instance, const DomainName& suffix) : instance_(instance), suffix_(suffix) {}

  std::vector<NameClaim> take() {
    const auto own = own_top(instance_.settings);
    if (own && !own->is_within(suffix_)) add(*own, Kind::apex, Type::soa, {});
    const auto top = own ? own : name_below(instance_.project, suffix_);
    if (!top) return std::move(claims_);
    if (const auto service = name_below(instance_.service, *top)) add_service(*service);
    for (const auto& alias : instance_.aliases) add_alias(alias, *top);
    if (!instance_.hostname.empty()) add_alias(instance_.hostname, *top);
    for (const auto& [name, service] : instance_.settings.names) {
      if (service == instance_.service) add_alias(name, *top);
    }
    return std::move(claims_);
  }

 private:
  void add_service(const DomainName& service) {
    const auto replica = service.child(std::to_string(instance_.number));
    add_addresses(service, Kind::service, true);
    if (instance_.settings.wildcard) add_addresses(*service.child("*"), Kind::own, true);
    const auto facts = rdata::texts({"service=" + instance_.service, "state=" + instance_.state,
                                     fmt::format("health={}", word(instance_.health)), "image=" + instance_.image});
    if (replica) {
      add_addresses(*replica, Kind::own, false);
      add(*replica, Kind::own, Type::txt, facts);
    }
    if (const auto own = name_below(instance_.container_name, suffix_)) add_addresses(*own, Kind::own, false);
    add(service, Kind::service, Type::txt, facts);
    if (!replica) return;
    add_ports(service, *replica);
    for (const auto& address : instance_.addresses) {
      const auto name = reverse_name(address);
      add(name, Kind::apex, Type::soa, {});
      add(name, Kind::own, Type::ptr, rdata::name(*replica));
    }
  }

  /// RFC 2782; a port stands for a service's name, as it has no other.
  void add_ports(const DomainName& service, const DomainName& replica) {
    for (const auto& port : instance_.ports) {
      const auto name = name_below(fmt::format("_{}._{}", port.container, port.protocol), service);
      if (name) add(*name, Kind::own, Type::srv, rdata::service(0, 0, port.port, replica), true);
    }
  }

  void add_alias(const std::string& text, const DomainName& top) {
    if (const auto name = name_below(text, top)) add_addresses(*name, Kind::alias, true);
  }

  void add_addresses(const DomainName& name, Kind kind, bool by_health) {
    for (const auto& address : instance_.addresses) {
      add(name, kind, address.size() == 4 ? Type::a : Type::aaaa, rdata::address(address), by_health);
    }
  }

  void add(const DomainName& name, Kind kind, Type type, Rdata data, bool by_health = false) {
    const bool ranked = type == Type::a || type == Type::aaaa || type == Type::srv;
    if (ranked) data.rank = rank_of(instance_.health);
    claims_.push_back({{name, type, std::move(data), &instance_}, name.key(), kind, by_health});
  }

  const Instance& instance_;
  const DomainName& suffix_;
  std::vector<NameClaim> claims_;
};

}  // namespace

std::vector<NameClaim> claims_of(const Instance& instance, const DomainName& suffix) {
  return instance.running ? Claims(instance, suffix).take() : std::vector<NameClaim>();
}

void settle(std::vector<NameClaim>& claims) {
  if (std::ranges::find(claims, Kind::service, &NameClaim::kind) != claims.end()) {
    std::erase_if(claims, [](const NameClaim& claim) { return claim.kind == Kind::alias; });
  }
  const auto rank = [](const NameClaim& claim) { return rank_of(claim.record.source->health); };
  auto lowest = rank_of(Health::unhealthy);
  for (const auto& claim : claims) {
    if (claim.by_health) lowest = std::min(lowest, rank(claim));
  }
  std::erase_if(claims, [&](const NameClaim& claim) {
    if (!claim.by_health || claim.record.source->settings.unhealthy == Unhealthy::include) return false;
    return rank(claim) == rank_of(Health::unhealthy) || rank(claim) > lowest;
  });
}

std::vector<NameRecord> records_of(const std::vector<Instance>& instances, const DomainName& suffix) {
  std::vector<const Instance*> sorted;
  for (const auto& instance : instances) sorted.push_back(&instance);
  std::ranges::stable_sort(sorted, {},
                           [](const Instance* one) { return std::tie(one->project, one->service, one->number); });
  std::vector<std::vector<NameClaim>> names;  // in the order in which they come up
  std::unordered_map<std::string, std::size_t> places;
  for (const auto* instance : sorted) {
    for (auto& claim : claims_of(*instance, suffix)) {
      const auto place = places.try_emplace(claim.key, names.size()).first->second;
      if (place == names.size()) names.emplace_back();
      names[place].push_back(std::move(claim));
    }
  }
  std::vector<NameRecord> records;
  for (auto& claims : names) {
    settle(claims);
    for (auto& claim : claims) {
      if (claim.kind != Kind::apex) records.push_back(std::move(claim.record));
    }
  }
  return records;
}

std::string hosts_text(const std::vector<Instance>& instances, const DomainName& suffix, const std::string& project) {
  auto records = records_of(instances, suffix);
  std::ranges::stable_sort(records, {}, [](const NameRecord& record) { return record.data.rank; });
  std::string text;
  for (const auto& record : records) {
    if (record.type != Type::a && record.type != Type::aaaa) continue;
    const auto name = record.name.text();
    if (name.starts_with("*.")) continue;  // hosts(5) knows no wildcards
    text += fmt::format("{}\t{}", rdata::text(record.type, record.data), name);
    const auto ending = "." + project + "." + suffix.text();
    if (name.ends_with(ending)) text += " " + name.substr(0, name.size() - ending.size());
    text += '\n';
  }
  return text;
}

}  // namespace berth::dns
