#include "engine_api/version.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace berth::engine_api {
namespace {

/// "Docker/20.10.24+dfsg1 (linux)" → "20.10.24+dfsg1"
std::string version_after_slash(std::string_view server) {
  const auto slash = server.find('/');
  if (slash == std::string_view::npos) return {};
  const auto rest = server.substr(slash + 1);
  return std::string(rest.substr(0, rest.find(' ')));
}

/// The number before the first dot; 0 when there is none.
int major_of(std::string_view version) {
  int number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  return number;
}

Capabilities docker_capabilities(ApiVersion api) {
  Capabilities can;
  can.start_interval = api >= ApiVersion{1, 44};
  can.several_networks_at_create = api >= ApiVersion{1, 44};
  can.endpoint_mac_address = api >= ApiVersion{1, 44};
  can.volume_subpath = api >= ApiVersion{1, 45};
  can.image_mounts = api >= ApiVersion{1, 48};
  can.bind_create_mountpoint = api >= ApiVersion{1, 42};
  can.stop_signal_on_stop = api >= ApiVersion{1, 42};
  can.gateway_priority = api >= ApiVersion{1, 48};
  can.enable_ipv4 = api >= ApiVersion{1, 48};
  can.buildkit = api >= ApiVersion{1, 39};
  can.named_contexts = api >= ApiVersion{1, 42};
  can.git_folders = api >= ApiVersion{1, 42};
  can.several_platforms = api >= ApiVersion{1, 44};
  can.build_limits = api >= ApiVersion{1, 42};
  can.attestations = api >= ApiVersion{1, 43};
  return can;
}

Capabilities podman_capabilities(std::string_view version) {
  Capabilities can;
  can.runs_health_checks = false;
  can.health_check_on_request = true;
  can.health_in_list = false;
  can.mounts_in_list = false;
  can.shows_restarting = false;
  can.default_stop_timeout = false;
  can.kill_ends_restarts = false;
  can.checks_network_id = false;
  can.removes_shared = false;
  can.own_ps = false;
  can.registry_digests = false;
  can.several_networks_at_create = true;
  can.bind_create_mountpoint = true;
  can.network_events = false;
  can.past_events = false;
  can.host_port_ranges = false;
  can.volume_options = false;
  can.security_by_value = false;
  can.stable_builds = false;
  constexpr int first_with_host_gateway = 5;
  can.update_containers = major_of(version) >= first_with_host_gateway;
  can.host_gateway = major_of(version) >= first_with_host_gateway;
  can.embedded_dns_at_loopback = false;
  return can;
}

}  // namespace

std::string_view to_string(EngineKind kind) {
  switch (kind) {
    case EngineKind::docker: return "Docker";
    case EngineKind::podman: return "Podman";
    case EngineKind::unknown: break;
  }
  return "unknown engine";
}

std::optional<ApiVersion> parse_api_version(std::string_view text) {
  ApiVersion version;
  const auto* end = text.data() + text.size();
  const auto [dot, error] = std::from_chars(text.data(), end, version.major);
  if (error != std::errc() || dot == end || *dot != '.') return std::nullopt;
  const auto [last, second_error] = std::from_chars(dot + 1, end, version.minor);
  if (second_error != std::errc() || last != end || version.major <= 0 || version.minor < 0) return std::nullopt;
  return version;
}

std::string to_string(ApiVersion version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

EngineIdentity identify(std::string_view server, std::string_view api_version, std::string_view libpod_version) {
  EngineIdentity identity;
  identity.api = parse_api_version(api_version).value_or(ApiVersion{});
  identity.version = version_after_slash(server);
  if (!libpod_version.empty() || server.starts_with("Libpod/")) {
    identity.kind = EngineKind::podman;
    if (!libpod_version.empty()) identity.version = libpod_version;
  } else if (identity.api.known() || server.starts_with("Docker/")) {
    identity.kind = EngineKind::docker;
  }
  return identity;
}

Capabilities capabilities(const EngineIdentity& identity) {
  const auto api = identity.api.known() ? std::min(identity.api, newest_known_api) : identity.api;
  auto can = identity.kind == EngineKind::podman ? podman_capabilities(identity.version) : docker_capabilities(api);
  can.kind = identity.kind;
  can.api = api;
  return can;
}

}  // namespace berth::engine_api
