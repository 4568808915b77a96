#include "dns/names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace berth::dns {
namespace {

using Instances = std::vector<const Instance*>;

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

/// Those that an answer for all of them has.
Instances chosen(const Instances& all) {
  Instances chosen = all;
  const auto rank = [](const Instance* instance) { return rank_of(instance->health); };
  const auto lowest = std::ranges::min(all, {}, rank);
  std::erase_if(chosen, [&](const Instance* instance) {
    if (instance->settings.unhealthy == Unhealthy::include) return false;
    return rank(instance) == rank_of(Health::unhealthy) || rank(instance) > rank(lowest);
  });
  return chosen;
}

/// The top of a project's own suffix; none when it has none of its own.
std::optional<DomainName> own_top(const NameSettings& settings) {
  if (settings.suffix.empty()) return std::nullopt;
  const auto own = DomainName::from_text(settings.suffix);
  return own && !own->is_root() ? std::optional(*own) : std::nullopt;
}

class Names {
 public:
  explicit Names(const DomainName& suffix) : suffix_(suffix) {}

  /// All running containers of one project, which agree on its settings or the first one's count.
  void add_project(const std::string& project, const Instances& instances) {
    const auto& settings = instances.front()->settings;
    const auto own = own_top(settings);
    const auto top = own ? own : name_below(project, suffix_);
    if (!top) return;
    std::map<std::string, Instances> services;
    std::map<std::string, Instances> aliases;
    for (const auto* instance : instances) {
      services[instance->service].push_back(instance);
      for (const auto& alias : instance->aliases) aliases[alias].push_back(instance);
      if (!instance->hostname.empty()) aliases[instance->hostname].push_back(instance);
    }
    for (const auto& [service, replicas] : services) add_service(service, replicas, *top);
    for (const auto& [alias, replicas] : aliases) {
      // A service's own name is its own, whoever else says that it is called so.
      if (!services.contains(alias)) add_alias(alias, replicas, *top);
    }
    for (const auto& [name, service] : settings.names) {
      if (const auto found = services.find(service); found != services.end()) add_alias(name, found->second, *top);
    }
  }

  std::vector<NameRecord> take() { return std::move(records_); }

 private:
  void add_service(const std::string& service, const Instances& replicas, const DomainName& top) {
    const auto name = name_below(service, top);
    if (!name) return;
    add_addresses(*name, chosen(replicas));
    if (replicas.front()->settings.wildcard) add_addresses(*name->child("*"), chosen(replicas));
    for (const auto* replica : replicas) add_replica(*replica, *name);
    for (const auto* replica : chosen(replicas)) add_ports(*replica, *name);
  }

  void add_replica(const Instance& replica, const DomainName& service) {
    const auto name = service.child(std::to_string(replica.number));
    if (!name) return;
    add_addresses(*name, {&replica});
    if (const auto own = name_below(replica.container_name, suffix_)) add_addresses(*own, {&replica});
    const auto facts = rdata::texts({"service=" + replica.service, "state=" + replica.state,
                                     fmt::format("health={}", word(replica.health)), "image=" + replica.image});
    for (const auto& owner : {*name, service}) add(owner, Type::txt, facts, replica);
    for (const auto& address : replica.addresses) add(reverse_name(address), Type::ptr, rdata::name(*name), replica);
  }

  /// RFC 2782; a port stands for a service's name, as it has no other.
  void add_ports(const Instance& replica, const DomainName& service) {
    const auto target = service.child(std::to_string(replica.number));
    for (const auto& port : replica.ports) {
      const auto name = name_below(fmt::format("_{}._{}", port.container, port.protocol), service);
      if (name && target) add(*name, Type::srv, rdata::service(0, 0, port.port, *target), replica);
    }
  }

  void add_alias(const std::string& text, const Instances& replicas, const DomainName& top) {
    if (const auto name = name_below(text, top)) add_addresses(*name, chosen(replicas));
  }

  void add_addresses(const DomainName& name, const Instances& replicas) {
    for (const auto* replica : replicas) {
      for (const auto& address : replica->addresses) {
        add(name, address.size() == 4 ? Type::a : Type::aaaa, rdata::address(address), *replica);
      }
    }
  }

  void add(const DomainName& name, Type type, Rdata data, const Instance& source) {
    const bool chosen_by_health = type == Type::a || type == Type::aaaa || type == Type::srv;
    if (chosen_by_health) data.rank = rank_of(source.health);
    records_.push_back({name, type, std::move(data), &source});
  }

  const DomainName& suffix_;
  std::vector<NameRecord> records_;
};

void add_apex(ZoneBuilder& builder, const DomainName& name, const ZoneSettings& settings) {
  static constexpr std::array<std::uint8_t, 4> here{127, 0, 0, 1};
  builder.add_apex(name, settings);
  if (const auto server = name.child("ns")) builder.add(*server, Type::a, settings.ttl, rdata::address(here));
}

}  // namespace

std::vector<NameRecord> records_of(const std::vector<Instance>& instances, const DomainName& suffix) {
  std::map<std::string, Instances> projects;
  for (const auto& instance : instances) {
    if (instance.running) projects[instance.project].push_back(&instance);
  }
  Names names(suffix);
  for (const auto& [project, all] : projects) names.add_project(project, all);
  return names.take();
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

std::shared_ptr<const Zone> zone_of(const std::vector<Instance>& instances, const DomainName& suffix,
                                    std::uint32_t serial) {
  ZoneBuilder builder;
  ZoneSettings settings;
  settings.serial = serial;
  add_apex(builder, suffix, settings);
  for (const auto& instance : instances) {
    const auto own = instance.running ? own_top(instance.settings) : std::nullopt;
    if (own && !own->is_within(suffix)) add_apex(builder, *own, settings);
  }
  for (auto& record : records_of(instances, suffix)) {
    if (record.type == Type::ptr) builder.add_apex(record.name, settings);
    builder.add(record.name, record.type, record.source->settings.ttl, std::move(record.data));
  }
  return builder.build();
}

}  // namespace berth::dns
