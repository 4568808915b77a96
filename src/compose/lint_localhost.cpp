// Advice about addresses that mean the container itself where another service is meant.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/lint_rules.hpp"
#include "compose/port_syntax.hpp"
#include "compose/sound.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose::lint_rules {

namespace {

using yaml::Node;

/// A service and the port that its container listens at.
struct Listener {
  std::string service;
  std::uint32_t port = 0;
};

using Ports = std::map<std::uint32_t, Listener>;

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::uint32_t> number_of(const Node& node, std::string_view key) {
  const auto* value = sound(node, key);
  return value == nullptr || !value->is_scalar() ? std::nullopt : number_of(yaml::scalar_text(*value));
}

/// What a service listens at, by container port; `published` adds the ports of the host that lead there.
Ports listened_at(const yaml::Entry& service, bool published) {
  Ports ports;
  for (const auto& port : list_of(service.value, "ports")) {
    const auto target = port.broken() ? std::nullopt : number_of(port, "target");
    if (!target) continue;
    ports.emplace(*target, Listener{service.key, *target});
    if (const auto host = number_of(port, "published"); published && host) {
      ports.emplace(*host, Listener{service.key, *target});
    }
  }
  for (const auto& item : list_of(service.value, "expose")) {
    const auto exposed =
        item.is_string() && !item.broken() ? parse_exposed_port(item.string()) : Result<ExposedPort>(Problem{});
    if (exposed) ports.emplace(exposed->ports.first, Listener{service.key, exposed->ports.first});
  }
  return ports;
}

/// Whether the service has a network of its own, in which localhost is only itself.
bool is_alone(const Node& service) {
  const auto mode = text_of(service, "network_mode");
  return mode != "host" && !mode.starts_with("service:") && !mode.starts_with("container:");
}

/// The other end of the URL is not the container but somebody's browser, by what the variable is called.
bool is_for_browsers(std::string_view variable) {
  constexpr std::array<std::string_view, 14> words = {"public",   "external", "origin",  "cors",      "redirect",
                                                      "callback", "browser",  "client",  "frontend",  "vite_",
                                                      "react_",   "issuer",   "allowed", "advertised"};
  const auto lower = to_lower(variable);
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// Every PORT of "localhost:PORT" in the text.
std::vector<std::uint32_t> local_ports(std::string_view text) {
  constexpr std::array<std::string_view, 3> hosts = {"localhost:", "127.0.0.1:", "[::1]:"};
  std::vector<std::uint32_t> ports;
  for (const auto host : hosts) {
    for (auto at = text.find(host); at != std::string_view::npos; at = text.find(host, at + 1)) {
      const bool inside = at > 0 && ((text[at - 1] >= 'a' && text[at - 1] <= 'z') || text[at - 1] == '.');
      const auto digits = text.substr(at + host.size());
      const auto port = number_of(digits.substr(0, digits.find_first_not_of("0123456789")));
      if (!inside && port) ports.push_back(*port);
    }
  }
  return ports;
}

void look_at(const LintScene& scene, const yaml::Entry& service, const yaml::Entry& variable, const Ports& own,
             const Ports& others) {
  if (!variable.value.is_string() || variable.value.broken() || is_for_browsers(variable.key)) return;
  for (const auto port : local_ports(variable.value.string())) {
    const auto other = others.find(port);
    if (other == others.end() || own.contains(port)) continue;
    const auto& span = variable.value.span().begin.known() ? variable.value.span() : variable.key_span;
    scene.advise("localhost-reference", span, fmt::format("services.{}.environment.{}", service.key, variable.key),
                 fmt::format("localhost:{} is this container itself; the port belongs to service \"{}\"", port,
                             other->second.service),
                 fmt::format("write {}:{}", other->second.service, other->second.port));
  }
}

}  // namespace

void localhost_references(const LintScene& scene) {
  const auto services = scene.sound_services();
  for (const auto* service : services) {
    if (!is_alone(service->value)) continue;
    Ports others;
    for (const auto* other : services) {
      if (other == service || !is_alone(other->value)) continue;
      others.merge(listened_at(*other, true));
    }
    const auto own = listened_at(*service, false);
    for (const auto& variable : mapping_of(service->value, "environment")) {
      look_at(scene, *service, variable, own, others);
    }
  }
}

}  // namespace berth::compose::lint_rules
