// Short syntax of ports: [HOST_IP:][PUBLISHED:]TARGET[/PROTOCOL] (compose-spec 05-services: ports).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace berth::compose {

/// One port in the long form. `published` is text because it may be a range ("8000-8010") or empty (the engine
/// chooses).
struct PortMapping {
  std::string mode = "ingress";
  std::string host_ip;
  std::uint32_t target = 0;
  std::string published;
  std::string protocol = "tcp";

  bool operator==(const PortMapping&) const = default;
};

/// Equal ranges expand to one mapping a port; "8000-8010:80" stays one mapping with a range. IPv6 addresses stand in
/// brackets. At most 65536 mappings. Sorted as Docker Compose prints them.
Result<std::vector<PortMapping>> parse_port(std::string_view text);

/// How many mappings parse_port makes of the text; 0 when it refuses it. Costs nothing.
std::size_t count_ports(std::string_view text);

/// An inclusive range of ports, "3000" or "3000-3005", as `expose` and `published` take it. `what` names it in the
/// problem.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;

  bool operator==(const PortRange&) const = default;
};
Result<PortRange> parse_port_range(std::string_view text, std::string_view what = "port");

/// "3000", "3000-3005", with "/udp": an item of `expose`.
struct ExposedPort {
  PortRange ports;
  std::string protocol = "tcp";
};
Result<ExposedPort> parse_exposed_port(std::string_view text);

}  // namespace berth::compose
