#include "ui/container_list.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::ui {
namespace {

using engine_api::ContainerSummary;
using engine_api::Port;
using text_template::Fields;
using text_template::List;
using text_template::Method;
using text_template::Value;

constexpr std::size_t short_id = 12;
constexpr std::size_t short_command = 20;

std::string quoted_command(const ContainerSummary& container, bool truncate) {
  return fmt::format("\"{}\"", truncate ? truncate_width(container.command, short_command) : container.command);
}

std::string shown_id(const ContainerSummary& container, bool truncate) {
  return truncate ? container.id.substr(0, short_id) : container.id;
}

/// IPv6 addresses need brackets before a port.
std::string host_address(const std::string& ip) {
  return ip.find(':') == std::string::npos ? ip : "[" + ip + "]";
}

struct PortGroup {
  std::string ip;
  std::string protocol;
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

std::string describe(const PortGroup& group) {
  const auto range =
      group.first == group.last ? fmt::format("{}", group.first) : fmt::format("{}-{}", group.first, group.last);
  if (group.ip.empty()) return fmt::format("{}/{}", range, group.protocol);
  return fmt::format("{}:{}->{}/{}", host_address(group.ip), range, range, group.protocol);
}

template <typename Range, typename Describe>
std::string comma_list(const Range& range, Describe describe_item) {
  std::string out;
  for (const auto& item : range) {
    if (!out.empty()) out += ',';
    out += describe_item(item);
  }
  return out;
}

Value publishers(const ContainerSummary& container) {
  auto ports = container.ports;
  std::ranges::sort(ports, {}, [](const Port& p) { return std::tie(p.private_port, p.ip, p.public_port, p.protocol); });
  List out;
  for (const auto& port : ports) {
    out.emplace_back(Fields{{"URL", port.ip},
                            {"TargetPort", std::int64_t{port.private_port}},
                            {"PublishedPort", std::int64_t{port.public_port}},
                            {"Protocol", port.protocol}});
  }
  return out;
}

std::string mount_names(const ContainerSummary& container) {
  return comma_list(container.mounts, [](const auto& mount) { return mount.name.empty() ? mount.source : mount.name; });
}

std::string created_at(const ContainerSummary& container) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} +0000 UTC", fmt::gmtime(static_cast<std::time_t>(container.created)));
}

std::string_view health_text(const ContainerSummary& container) {
  return container.health == engine_api::HealthStatus::none ? std::string_view{} : to_string(container.health);
}

/// `.Label "key"`
Method label_method(const ContainerSummary& container) {
  return [labels = container.labels](std::span<const Value> arguments) -> Value {
    const auto* key = arguments.empty() ? nullptr : arguments.front().text();
    const auto found = key == nullptr ? labels.end() : labels.find(*key);
    return found == labels.end() ? std::string() : found->second;
  };
}

Fields fields_of(const ContainerSummary& c, std::int64_t now, const ContainerListOptions& options) {
  const auto volumes = std::ranges::count(c.mounts, std::string("volume"), &engine_api::MountPoint::type);
  const auto labels = comma_list(c.labels, [](const auto& label) { return label.first + "=" + label.second; });
  const auto networks = comma_list(c.networks, [](const auto& network) { return network.first; });
  return {{"Command", quoted_command(c, options.truncate)},
          {"CreatedAt", created_at(c)},
          {"ExitCode", c.exit_code.value_or(0)},
          {"Health", health_text(c)},
          {"ID", shown_id(c, options.truncate)},
          {"Image", c.image},
          {"Label", label_method(c)},
          {"Labels", labels},
          {"LocalVolumes", fmt::format("{}", volumes)},
          {"Mounts", mount_names(c)},
          {"Name", c.name()},
          {"Names", c.name()},
          {"Networks", networks},
          {"Ports", published_ports(c.ports)},
          {"Project", c.label("com.docker.compose.project")},
          {"Publishers", publishers(c)},
          {"RunningFor", human_age(now - c.created) + " ago"},
          {"Service", c.label("com.docker.compose.service")},
          {"Size", "0B"},
          {"State", to_string(c.state)},
          {"Status", c.status}};
}

}  // namespace

std::string human_age(std::int64_t seconds) {
  const auto hours = (seconds + 1800) / 3600;
  if (seconds < 1) return "Less than a second";
  if (seconds == 1) return "1 second";
  if (seconds < 60) return fmt::format("{} seconds", seconds);
  if (seconds < 120) return "About a minute";
  if (seconds < 3600) return fmt::format("{} minutes", seconds / 60);
  if (hours == 1) return "About an hour";
  if (hours < 48) return fmt::format("{} hours", hours);
  if (hours < 24 * 14) return fmt::format("{} days", hours / 24);
  if (hours < 24 * 60) return fmt::format("{} weeks", hours / 24 / 7);
  if (hours < 24 * 365 * 2) return fmt::format("{} months", hours / 24 / 30);
  return fmt::format("{} years", hours / 24 / 365);
}

std::string published_ports(std::vector<Port> ports) {
  std::ranges::sort(ports, {}, [](const Port& p) { return std::tie(p.private_port, p.ip, p.public_port, p.protocol); });
  std::vector<std::string> closed;
  std::vector<std::string> mapped;  // published under another number: never joined
  std::vector<PortGroup> open;      // one for each address and protocol
  for (const auto& port : ports) {
    if (!port.ip.empty() && port.public_port != port.private_port) {
      mapped.push_back(
          fmt::format("{}:{}->{}/{}", host_address(port.ip), port.public_port, port.private_port, port.protocol));
      continue;
    }
    const auto group =
        std::ranges::find_if(open, [&](const PortGroup& g) { return g.ip == port.ip && g.protocol == port.protocol; });
    if (group == open.end()) {
      open.push_back({port.ip, port.protocol, port.private_port, port.private_port});
    } else if (port.private_port == group->last + 1) {
      group->last = port.private_port;
    } else {
      closed.push_back(describe(*group));
      group->first = group->last = port.private_port;
    }
  }
  for (const auto& group : open) closed.push_back(describe(group));
  closed.insert(closed.end(), mapped.begin(), mapped.end());
  return fmt::format("{}", fmt::join(closed, ", "));
}

Listing container_listing(const std::vector<ContainerSummary>& containers, std::int64_t now,
                          const ContainerListOptions& options) {
  Listing listing;
  listing.columns = {{"NAME", "Name"},          {"IMAGE", "Image"},   {"COMMAND", "Command"}, {"SERVICE", "Service"},
                     {"CREATED", "RunningFor"}, {"STATUS", "Status"}, {"PORTS", "Ports"}};
  listing.other_headings = {{"CONTAINER ID", "ID"}, {"CREATED AT", "CreatedAt"}, {"EXIT CODE", "ExitCode"}};
  for (const auto& container : containers) listing.rows.push_back(fields_of(container, now, options));
  return listing;
}

}  // namespace berth::ui
