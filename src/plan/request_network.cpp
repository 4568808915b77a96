#include <algorithm>

#include <fmt/format.h>

#include "compose/port_syntax.hpp"
#include "plan/names.hpp"
#include "plan/request_parts.hpp"

namespace berth::plan::request {

namespace {

std::string port_key(std::uint32_t port, const std::string& protocol) {
  return fmt::format("{}/{}", port, protocol.empty() ? "tcp" : protocol);
}

/// An engine without ranges, and replicas that would race for the first free port of one, get a port each: the range's
/// n-th for the n-th replica.
std::string host_port(const compose::Port& port, bool ranges_work, std::int64_t number) {
  if (port.published.find('-') == std::string::npos || ranges_work) return port.published;
  const auto range = compose::parse_port_range(port.published);
  if (!range) return port.published;
  const std::int64_t size = range->last - range->first + 1;
  return fmt::format("{}", range->first + (std::max<std::int64_t>(number, 1) - 1) % size);
}

void expose(engine_api::ContainerConfig& config, const std::string& text) {
  const auto exposed = compose::parse_exposed_port(text);
  if (!exposed) return;  // loading has refused what is none
  for (std::uint32_t port = exposed->ports.first; port <= exposed->ports.last; ++port)
    config.exposed_ports.insert(port_key(port, exposed->protocol));
}

/// What follows the colon, or all of it: "db:database".
std::pair<std::string, std::string> split_link(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return {text, text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

void add_unique(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

std::string default_network_mode(const RequestContext& context, const compose::Service& service) {
  if (!service.network_mode.empty()) return service.network_mode;
  const auto networks = compose::networks_by_priority(service);
  return networks.empty() ? "none" : network_name(context.project, networks.front());
}

}  // namespace

std::vector<std::string> make_links(const RequestContext& context, const compose::Service& service) {
  std::vector<std::string> links;
  for (const auto& text : service.links) {
    const auto [target, alias] = split_link(text);
    const auto peers = context.peers.find(target);
    if (peers == context.peers.end()) continue;
    for (const auto& peer : peers->second) {
      add_unique(links, fmt::format("{}:{}", peer.name, alias));
      add_unique(links, fmt::format("{}:{}-{}", peer.name, target, peer.number));
      add_unique(links, fmt::format("{}:{}-{}-{}", peer.name, context.project.name, target, peer.number));
    }
  }
  for (const auto& text : service.external_links) {
    const auto [target, alias] = split_link(text);
    add_unique(links, target + ":" + alias);
  }
  return links;
}

void fill_ports(engine_api::ContainerCreate& request, const RequestContext& context, const compose::Service& service,
                std::int64_t number) {
  for (const auto& text : service.expose) expose(request.config, text);
  const bool ranges_work = context.observed.capabilities.host_port_ranges;
  for (const auto& port : service.ports) {
    const auto key = port_key(port.target, port.protocol);
    request.config.exposed_ports.insert(key);
    request.host.port_bindings[key].push_back({port.host_ip, host_port(port, ranges_work, number)});
  }
}

void fill_networks(ContainerDraft& draft, const RequestContext& context, const compose::Service& service) {
  auto& request = draft.create.request;
  request.host.network_mode = default_network_mode(context, service);
  request.host.links = make_links(context, service);
  const bool address_at_endpoint = context.observed.capabilities.endpoint_mac_address;
  if (!address_at_endpoint) request.config.mac_address = service.mac_address;
  if (!service.network_mode.empty()) return;
  const bool several = context.observed.capabilities.several_networks_at_create;
  for (const auto& key : compose::networks_by_priority(service)) {
    auto endpoint = make_endpoint(context, service, key, request.name);
    const auto& name = network_name(context.project, key);
    if (several || request.endpoints.empty()) {
      if (!address_at_endpoint && request.endpoints.empty() && !endpoint.mac_address.empty())
        request.config.mac_address = endpoint.mac_address;
      request.endpoints.emplace(name, std::move(endpoint));
    } else {
      draft.late_networks.push_back({name, std::move(endpoint)});
    }
  }
}

}  // namespace berth::plan::request

namespace berth::plan {

engine_api::EndpointSettings make_endpoint(const RequestContext& context, const compose::Service& service,
                                           const std::string& network_key, const std::string& container) {
  engine_api::EndpointSettings endpoint;
  endpoint.aliases = {container};
  request::add_unique(endpoint.aliases, service.name);
  endpoint.links = request::make_links(context, service);
  const auto networks = compose::networks_by_priority(service);
  if (context.observed.capabilities.endpoint_mac_address && !networks.empty() && networks.front() == network_key)
    endpoint.mac_address = service.mac_address;
  const auto found = service.networks.find(network_key);
  if (found == service.networks.end() || !found->second) return endpoint;
  const auto& attachment = *found->second;
  for (const auto& alias : attachment.aliases) request::add_unique(endpoint.aliases, alias);
  endpoint.driver_options = attachment.driver_opts;
  if (!attachment.interface_name.empty())
    endpoint.driver_options["com.docker.network.endpoint.ifname"] = attachment.interface_name;
  endpoint.ipv4_address = attachment.ipv4_address;
  endpoint.ipv6_address = attachment.ipv6_address;
  endpoint.link_local_ips = attachment.link_local_ips;
  if (!attachment.mac_address.empty()) endpoint.mac_address = attachment.mac_address;
  endpoint.gateway_priority = attachment.gw_priority;
  return endpoint;
}

}  // namespace berth::plan
