#include "compose/port_syntax.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::compose {
namespace {

constexpr std::string_view forms =
    "write TARGET, PUBLISHED:TARGET or HOST_IP:PUBLISHED:TARGET, with /udp behind it if needed";

std::optional<std::uint16_t> read_number(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Problem bad_port(std::string_view port, std::string_view what) {
  const auto dash = port.find('-');
  const auto first = port.substr(0, dash);
  const auto last = dash == std::string_view::npos ? first : port.substr(dash + 1);
  if (!is_digits(first) || !is_digits(last)) {
    return {fmt::format("{} \"{}\" is not a number", what, port), std::string(forms), 0, 0, {}};
  }
  if (read_number(first) && read_number(last)) {
    return {fmt::format("{} range {} runs backwards", what, port), "write the lower port first", 0, 0, {}};
  }
  return {fmt::format("{} {} is out of range (1-65535)", what, port), {}, 0, 0, {}};
}

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

/// The parts of HOST_IP:PUBLISHED:TARGET; an IPv6 address may stand without brackets.
struct Parts {
  std::string_view address;
  std::string_view published;
  std::string_view target;
};

Parts split_parts(std::string_view text) {
  const auto last = text.rfind(':');
  if (last == std::string_view::npos) return {{}, {}, text};
  const auto front = text.substr(0, last);
  const auto middle = front.rfind(':');
  if (middle == std::string_view::npos) return {{}, front, text.substr(last + 1)};
  return {front.substr(0, middle), front.substr(middle + 1), text.substr(last + 1)};
}

/// "80/udp" to "80" and "udp".
std::pair<std::string_view, std::string> split_protocol(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return {text, "tcp"};
  const auto protocol = to_lower(text.substr(slash + 1));
  return {text.substr(0, slash), protocol.empty() ? "tcp" : protocol};
}

Result<std::string> read_address(std::string_view text) {
  std::string address(text);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address.empty() || is_address(address)) return address;
  return Problem{fmt::format("\"{}\" is not an IP address", text),
                 "a port can only be bound to an address, not to a name",
                 0,
                 text.size(),
                 {}};
}

bool is_protocol(std::string_view text) {
  return text == "tcp" || text == "udp" || text == "sctp";
}

std::vector<PortMapping> expand(const PortMapping& prototype, PortRange target,
                                const std::optional<PortRange>& published) {
  std::vector<PortMapping> mappings;
  const bool single = target.first == target.last;
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(target.last - target.first); ++i) {
    auto mapping = prototype;
    mapping.target = target.first + i;
    if (published) {
      mapping.published = fmt::format("{}", published->first + i);
      if (single && published->first != published->last) mapping.published += fmt::format("-{}", published->last);
    }
    mappings.push_back(std::move(mapping));
  }
  // Docker Compose sorts by the text of the target port.
  std::ranges::stable_sort(mappings, {}, [](const PortMapping& m) { return fmt::format("{}/", m.target); });
  return mappings;
}

}  // namespace

Result<PortRange> parse_port_range(std::string_view text, std::string_view what) {
  const auto dash = text.find('-');
  const auto first = read_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : read_number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return bad_port(text, what);
  return PortRange{*first, *last};
}

Result<std::vector<PortMapping>> parse_port(std::string_view text) {
  const auto parts = split_parts(text);
  const auto [target_text, protocol] = split_protocol(parts.target);
  if (target_text.empty())
    return Problem{fmt::format("\"{}\" names no port of the container", text), std::string(forms), 0, 0, {}};
  if (!is_protocol(protocol)) {
    return Problem{fmt::format("\"{}\" is not a protocol", protocol), "use tcp, udp or sctp", 0, 0, {}};
  }
  const auto address = read_address(parts.address);
  if (!address) return address.problem();
  const auto target = parse_port_range(target_text, "container port");
  if (!target) return target.problem();
  std::optional<PortRange> published;
  if (!parts.published.empty()) {
    const auto range = parse_port_range(parts.published, "host port");
    if (!range) return range.problem();
    published = *range;
    const auto targets = target->last - target->first;
    if (targets != 0 && targets != published->last - published->first) {
      return Problem{fmt::format("the ranges {} and {} differ in length", parts.published, target_text),
                     "publish a range to a range of the same length, or to one port",
                     0,
                     0,
                     {}};
    }
  }
  PortMapping prototype;
  prototype.host_ip = *address;
  prototype.protocol = protocol;
  return expand(prototype, *target, published);
}

std::size_t count_ports(std::string_view text) {
  const auto range = parse_port_range(split_protocol(split_parts(text).target).first);
  return range ? static_cast<std::size_t>(range->last - range->first) + 1 : 0;
}

Result<ExposedPort> parse_exposed_port(std::string_view text) {
  const auto [port, protocol] = split_protocol(text);
  if (!is_protocol(protocol)) {
    return Problem{fmt::format("\"{}\" is not a protocol", protocol), "use tcp, udp or sctp", 0, 0, {}};
  }
  const auto range = parse_port_range(port);
  if (!range) return range.problem();
  return ExposedPort{*range, protocol};
}

}  // namespace berth::compose
