// Advice about published ports.
#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "compose/lint_rules.hpp"
#include "compose/port_syntax.hpp"
#include "compose/sound.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose::lint_rules {

namespace {

using yaml::Node;

/// One entry of `ports`, in the long form.
struct Published {
  const Node* node;
  std::string target;
  std::string published;  ///< empty: the engine chooses
  std::string host_ip;
  std::string protocol;

  [[nodiscard]] bool everywhere() const { return host_ip.empty() || host_ip == "0.0.0.0" || host_ip == "::"; }
  /// "127.0.0.1:8080:80/udp", as the short form says it.
  [[nodiscard]] std::string on_loopback() const {
    return fmt::format("127.0.0.1:{}:{}{}", published, target, protocol == "tcp" ? "" : "/" + protocol);
  }
};

std::string scalar_of(const Node& node, std::string_view key) {
  const auto* value = sound(node, key);
  return value != nullptr && value->is_scalar() && !value->is_null() ? yaml::scalar_text(*value) : std::string();
}

/// None for a service on the host's network, which publishes nothing.
std::vector<Published> ports_of(const Node& service) {
  std::vector<Published> ports;
  if (text_of(service, "network_mode") == "host") return ports;
  for (const auto& port : list_of(service, "ports")) {
    if (!port.is_mapping() || port.broken()) continue;
    auto protocol = text_of(port, "protocol");
    ports.push_back({&port, scalar_of(port, "target"), scalar_of(port, "published"), text_of(port, "host_ip"),
                     protocol.empty() ? "tcp" : std::move(protocol)});
  }
  return ports;
}

std::string path_of(const yaml::Entry& service) {
  return fmt::format("services.{}.ports", service.key);
}

/// Where the list stands that this port was added to, by a merge of files or by `extends`.
Span joined_at(const Node& port) {
  for (const auto* link = port.origin().get(); link != nullptr; link = link->earlier.get()) {
    if (link->cause == yaml::Origin::Cause::appended) return link->span;
    if (link->cause == yaml::Origin::Cause::written) break;
  }
  return {};
}

std::int64_t replicas_of(const Node& service) {
  if (const auto* scale = sound(service, "scale"); scale != nullptr && scale->kind() == yaml::Kind::integer) {
    return scale->integer();
  }
  const auto* deploy = sound(service, "deploy");
  const auto* replicas = deploy == nullptr ? nullptr : sound(*deploy, "replicas");
  return replicas != nullptr && replicas->kind() == yaml::Kind::integer ? replicas->integer() : 1;
}

bool is_one_port(const std::string& published) {
  return !published.empty() && published != "0" && published.find('-') == std::string::npos;
}

}  // namespace

/// Who writes 0.0.0.0 means it.
void public_ports(const LintScene& scene) {
  for (const auto* service : scene.sound_services()) {
    for (const auto& port : ports_of(service->value)) {
      if (!port.host_ip.empty()) continue;
      scene.advise("public-port", port.node->span(), path_of(*service),
                   port.published.empty()
                       ? fmt::format("container port {} is published on all interfaces of this host", port.target)
                       : fmt::format("port {} is open on all interfaces of this host", port.published),
                   fmt::format("write \"{}\" if only this host needs it, 0.0.0.0 if all may", port.on_loopback()));
    }
  }
}

void exposed_ports(const LintScene& scene) {
  for (const auto* service : scene.sound_services()) {
    std::size_t index = 0;
    for (const auto& item : list_of(service->value, "expose")) {
      const auto path = fmt::format("services.{}.expose[{}]", service->key, index++);
      if (!item.is_string() || item.broken()) continue;
      const auto parsed = parse_exposed_port(item.string());
      if (!parsed)
        scene.advise("invalid-expose", item.span(), path, parsed.problem().message, "write PORT or PORT/udp");
    }
  }
}

void ports_published_twice(const LintScene& scene) {
  for (const auto* service : scene.sound_services()) {
    std::map<std::pair<std::string, std::string>, Published> first;
    for (const auto& port : ports_of(service->value)) {
      const auto [other, is_new] = first.emplace(std::pair(port.target, port.protocol), port);
      if (is_new || joined_at(*port.node) == joined_at(*other->second.node)) continue;
      scene.advise("port-published-twice", port.node->span(), path_of(*service),
                   fmt::format("container port {} is published twice, as {} and as {}, since the lists are joined",
                               port.target, other->second.published.empty() ? "any" : other->second.published,
                               port.published.empty() ? "any" : port.published),
                   "write \"ports: !override\" here to replace the earlier list",
                   {{other->second.node->span(), "published before at"}});
    }
  }
}

void host_port_conflicts(const LintScene& scene) {
  struct Claim {
    const yaml::Entry* service;
    Published port;
  };
  std::map<std::pair<std::string, std::string>, std::vector<Claim>> claims;
  for (const auto* service : scene.sound_services()) {
    for (const auto& port : ports_of(service->value)) {
      if (!is_one_port(port.published)) continue;
      if (const auto replicas = replicas_of(service->value); replicas > 1) {
        scene.advise("host-port-conflict", port.node->span(), path_of(*service),
                     fmt::format("{} replicas cannot all publish port {} of the host", replicas, port.published),
                     "leave the host's port to the engine, or give a range");
      }
      auto& earlier = claims[{port.published, port.protocol}];
      const auto clash = std::ranges::find_if(earlier, [&](const Claim& claim) {
        return claim.port.everywhere() || port.everywhere() || claim.port.host_ip == port.host_ip;
      });
      if (clash != earlier.end() && clash->service != service) {
        scene.advise(
            "host-port-conflict", port.node->span(), path_of(*service),
            fmt::format("port {} of the host is published by service \"{}\", too", port.published, clash->service->key),
            "publish it on another port, or put one of them into a profile",
            {{clash->port.node->span(), "published before at"}});
      }
      earlier.push_back({service, port});
    }
  }
}

}  // namespace berth::compose::lint_rules
