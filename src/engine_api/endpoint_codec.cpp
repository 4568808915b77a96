// A container's place on a network, and the calls that give and take it.
#include <boost/json/array.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/json_parts.hpp"

namespace berth::engine_api {

namespace json = boost::json;

EndpointSettings decode_endpoint(const JsonReader& reader) {
  EndpointSettings endpoint;
  endpoint.aliases = reader.at("Aliases").strings();
  endpoint.links = reader.at("Links").strings();
  endpoint.driver_options = reader.at("DriverOpts").string_map();
  const auto ipam = reader.at("IPAMConfig");
  endpoint.ipv4_address = ipam.at("IPv4Address").string();
  endpoint.ipv6_address = ipam.at("IPv6Address").string();
  endpoint.link_local_ips = ipam.at("LinkLocalIPs").strings();
  endpoint.mac_address = reader.at("MacAddress").string();
  endpoint.gateway_priority = reader.at("GwPriority").integer();
  endpoint.network_id = reader.at("NetworkID").string();
  endpoint.endpoint_id = reader.at("EndpointID").string();
  endpoint.gateway = reader.at("Gateway").string();
  endpoint.ip_address = reader.at("IPAddress").string();
  endpoint.global_ipv6_address = reader.at("GlobalIPv6Address").string();
  endpoint.dns_names = reader.at("DNSNames").strings();
  return endpoint;
}

std::map<std::string, EndpointSettings> decode_endpoints(const JsonReader& reader) {
  std::map<std::string, EndpointSettings> result;
  reader.for_each_member([&](std::string network, const JsonReader& endpoint) {
    result.emplace(std::move(network), decode_endpoint(endpoint));
  });
  return result;
}

json::object endpoint_json(const EndpointSettings& endpoint) {
  auto ipam = JsonWriter()
                  .put("IPv4Address", endpoint.ipv4_address)
                  .put("IPv6Address", endpoint.ipv6_address)
                  .put("LinkLocalIPs", endpoint.link_local_ips)
                  .take();
  return JsonWriter()
      .put("Aliases", endpoint.aliases)
      .put("Links", endpoint.links)
      .put("DriverOpts", endpoint.driver_options)
      .put("IPAMConfig", std::move(ipam))
      .put("MacAddress", endpoint.mac_address)
      .put("GwPriority", endpoint.gateway_priority)
      .take();
}

std::string encode_network_connect(const std::string& container, const EndpointSettings& endpoint) {
  return JsonWriter().put("Container", container).put("EndpointConfig", endpoint_json(endpoint)).text();
}

std::string encode_network_disconnect(const std::string& container, bool force) {
  return JsonWriter().put("Container", container).put("Force", force).text();
}

}  // namespace berth::engine_api
