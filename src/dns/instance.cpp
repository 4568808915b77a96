#include "dns/instance.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>

#include "base/text.hpp"
#include "dns/cookie.hpp"
#include "dns/label_settings.hpp"
#include "plan/labels.hpp"

namespace berth::dns {
namespace {

using engine_api::ContainerInspect;
using engine_api::ContainerStatus;
using engine_api::HealthStatus;

constexpr std::size_t short_id = 12;
const Address this_host{127, 0, 0, 1};

std::optional<Address> parse_address(const std::string& text) {
  Address address(16);
  if (::inet_pton(AF_INET, text.c_str(), address.data()) == 1) {
    address.resize(4);
    return address;
  }
  return ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1 ? std::optional(address) : std::nullopt;
}

template <typename Number>
Number number_of(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Health health_of(HealthStatus status) {
  switch (status) {
    case HealthStatus::healthy: return Health::healthy;
    case HealthStatus::starting: return Health::starting;
    case HealthStatus::unhealthy: return Health::unhealthy;
    case HealthStatus::none: return Health::none;
  }
  return Health::none;
}

std::string label_of(const ContainerInspect& container, const char* name) {
  const auto found = container.config.labels.find(name);
  return found == container.config.labels.end() ? "" : found->second;
}

/// What is not the service's own name, the container's or its id, which other names stand for.
std::vector<std::string> aliases_of(const ContainerInspect& container, const Instance& instance) {
  std::set<std::string> aliases;
  for (const auto& [name, endpoint] : container.networks) {
    for (const auto* names : {&endpoint.aliases, &endpoint.dns_names}) aliases.insert(names->begin(), names->end());
  }
  std::erase_if(aliases, [&](const std::string& alias) {
    return alias == instance.service || alias == instance.container_name || alias == instance.hostname ||
           (alias.size() >= short_id && container.id.starts_with(alias));
  });
  return {aliases.begin(), aliases.end()};
}

/// Addresses on networks that this host is a member of.
std::vector<Address> bridged_addresses(const ContainerInspect& container, const IsOwnAddress& is_own) {
  std::vector<Address> addresses;
  for (const auto& [name, endpoint] : container.networks) {
    if (!is_own(endpoint.gateway)) continue;
    for (const auto* text : {&endpoint.ip_address, &endpoint.global_ipv6_address}) {
      if (const auto address = parse_address(*text)) addresses.push_back(*address);
    }
  }
  return addresses;
}

struct Exposed {
  std::uint16_t port = 0;
  std::string protocol;
};

Exposed exposed(std::string_view text) {
  const auto slash = text.find('/');
  return {number_of<std::uint16_t>(text.substr(0, slash)),
          slash == std::string_view::npos ? "tcp" : std::string(text.substr(slash + 1))};
}

/// Where the service itself listens.
std::vector<ReachablePort> own_ports(const ContainerInspect& container) {
  auto texts = container.config.exposed_ports;
  for (const auto& [text, bindings] : container.published) texts.insert(text);
  std::vector<ReachablePort> ports;
  for (const auto& text : texts) {
    const auto [port, protocol] = exposed(text);
    if (port != 0) ports.push_back({port, protocol, port});
  }
  return ports;
}

std::vector<ReachablePort> published_ports(const ContainerInspect& container) {
  std::vector<ReachablePort> ports;
  for (const auto& [text, bindings] : container.published) {
    const auto [port, protocol] = exposed(text);
    for (const auto& binding : bindings) {
      const auto published = number_of<std::uint16_t>(binding.host_port);
      if (published == 0) continue;
      const ReachablePort reachable{port, protocol, published};
      if (std::ranges::find(ports, reachable) == ports.end()) ports.push_back(reachable);
    }
  }
  return ports;
}

bool is_loopback(const Address& address) {
  return address == parse_address("::1") || (address.size() == 4 && address[0] == 127);
}

/// 127.64.0.0 to 127.127.255.255: every address of 127.0.0.0/8 is this host's, and this one is the project's.
Address loopback_of(const std::string& project) {
  const auto hash = siphash({reinterpret_cast<const std::uint8_t*>(project.data()), project.size()}, {});
  return {127, static_cast<std::uint8_t>(64 + hash % 64), static_cast<std::uint8_t>(hash >> 8),
          static_cast<std::uint8_t>(1 + (hash >> 16) % 254)};
}

/// Where published ports are: what is published on all addresses is at the project's own one, too; on another machine
/// at all of its.
std::vector<Address> publishing_addresses(const ContainerInspect& container, const std::string& project,
                                          const std::optional<std::vector<Address>>& remote) {
  std::set<Address> addresses;
  bool everywhere = false;
  for (const auto& [text, bindings] : container.published) {
    for (const auto& binding : bindings) {
      const bool any = binding.host_ip.empty() || binding.host_ip == "0.0.0.0" || binding.host_ip == "::";
      const auto address = any ? std::nullopt : parse_address(binding.host_ip);
      const bool hidden = remote && address && is_loopback(*address);
      if (address && !hidden) addresses.insert(*address);
      everywhere = everywhere || !address;
    }
  }
  if (addresses.empty() && everywhere) return remote.value_or(std::vector<Address>{loopback_of(project)});
  return {addresses.begin(), addresses.end()};
}

}  // namespace

IsOwnAddress own_addresses() {
  const auto own = std::make_shared<std::set<std::string>>();
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return [](const std::string&) { return false; };
  for (const auto* one = first; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    char text[INET_ADDRSTRLEN] = "";
    const auto& address = reinterpret_cast<const sockaddr_in&>(*one->ifa_addr).sin_addr;
    if (::inet_ntop(AF_INET, &address, text, sizeof(text)) != nullptr) own->insert(text);
  }
  ::freeifaddrs(first);
  return [own](const std::string& address) { return own->contains(address); };
}

std::optional<Instance> instance_of(const ContainerInspect& container, const IsOwnAddress& is_own,
                                    const std::optional<std::vector<Address>>& remote) {
  Instance instance;
  instance.project = label_of(container, plan::label::project);
  instance.service = label_of(container, plan::label::service);
  const bool of_a_service = !instance.project.empty() && !instance.service.empty() &&
                            to_lower(label_of(container, plan::label::oneoff)) != "true" &&
                            label_of(container, plan::label::hook).empty();
  if (!of_a_service) return std::nullopt;
  instance.number = std::max(1U, number_of<unsigned>(label_of(container, plan::label::container_number)));
  instance.container_name = container.name;
  if (!container.id.starts_with(container.config.hostname)) instance.hostname = container.config.hostname;
  instance.aliases = aliases_of(container, instance);
  instance.image = container.config.image;
  instance.state = to_string(container.state.status);
  instance.running = container.state.status == ContainerStatus::running && !container.state.paused;
  instance.settings = settings_in(label_of(container, compose::name_settings_label));
  if (container.state.health) instance.health = health_of(container.state.health->status);
  if (!remote) instance.addresses = bridged_addresses(container, is_own);
  instance.ports = own_ports(container);
  if (instance.addresses.empty()) {
    const bool on_host = container.host.network_mode == "host";
    if (!on_host) instance.ports = published_ports(container);
    if (on_host) instance.addresses = remote.value_or(std::vector<Address>{this_host});
    if (!instance.ports.empty() && !on_host)
      instance.addresses = publishing_addresses(container, instance.project, remote);
  }
  return instance;
}

bool apply_event(const engine_api::Event& event, Instance& instance) {
  if (event.action == "health_status") {
    instance.health = health_of(event.health);
    return event.health != HealthStatus::starting;  // Podman says so of what is healthy in the same moment
  }
  if (event.action == "die" || event.action == "pause") {
    instance.running = false;
    instance.state = event.action == "die" ? "exited" : "paused";
    return true;
  }
  return false;
}

}  // namespace berth::dns
