#include "plan/diff.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/quantity.hpp"
#include "compose/config_hash.hpp"
#include "plan/diff_values.hpp"

namespace berth::plan {

namespace {

using diff::compare;
using engine_api::ContainerConfig;
using engine_api::HostConfig;

/// An attribute of HostConfig as text, and the text that engines show when nothing was asked for.
struct HostField {
  const char* name;
  std::string (*text)(const HostConfig&);
  const char* engine_default;
};

std::string yes(bool value) {
  return value ? "true" : "false";
}

std::string number(std::int64_t value) {
  return value == 0 ? "" : fmt::format("{}", value);
}

/// "CAP_NET_ADMIN" and "NET_ADMIN" are the same.
std::string capabilities(engine_api::Strings list) {
  for (auto& name : list) {
    if (name.starts_with("CAP_")) name.erase(0, 4);
  }
  return diff::sorted_words(std::move(list));
}

/// A profile is too long to show: its digest stands for it.
std::string security_text(const HostConfig& host) {
  constexpr std::string_view profile = "seccomp={";
  constexpr std::size_t digits = 8;
  auto options = host.security_opt;
  for (auto& option : options) {
    if (option.starts_with(profile)) option = "seccomp=profile-" + compose::sha256_hex(option).substr(0, digits);
  }
  return diff::sorted_words(std::move(options));
}

std::string restart_text(const HostConfig& host) {
  const auto& policy = host.restart_policy;
  if (policy.maximum_retry_count == 0) return policy.name;
  return fmt::format("{}:{}", policy.name, policy.maximum_retry_count);
}

std::string ulimits_text(const HostConfig& host) {
  engine_api::Strings list;
  for (const auto& limit : host.resources.ulimits)
    list.push_back(fmt::format("{}={}:{}", limit.name, limit.soft, limit.hard));
  return diff::sorted_words(std::move(list));
}

std::string map_text(const engine_api::StringMap& map) {
  engine_api::Strings list;
  for (const auto& [key, value] : map) list.push_back(key + "=" + value);
  return diff::words(list);
}

std::string devices_text(const HostConfig& host) {
  engine_api::Strings list;
  for (const auto& device : host.resources.devices)
    list.push_back(device.path_on_host + ":" + device.path_in_container + ":" + device.cgroup_permissions);
  return diff::words(list);
}

std::string logging_text(const HostConfig& host) {
  return host.log_config.type + (host.log_config.options.empty() ? "" : " " + map_text(host.log_config.options));
}

constexpr std::array<HostField, 27> host_fields = {{
    {"restart", restart_text, "no"},
    {"privileged", [](const HostConfig& h) { return yes(h.privileged); }, "false"},
    {"read_only", [](const HostConfig& h) { return yes(h.readonly_rootfs); }, "false"},
    {"init", [](const HostConfig& h) { return yes(h.init.value_or(false)); }, "false"},
    {"cap_add", [](const HostConfig& h) { return capabilities(h.cap_add); }, ""},
    {"cap_drop", [](const HostConfig& h) { return capabilities(h.cap_drop); }, ""},
    {"security_opt", security_text, ""},
    {"group_add", [](const HostConfig& h) { return diff::words(h.group_add); }, ""},
    {"extra_hosts", [](const HostConfig& h) { return diff::sorted_words(h.extra_hosts); }, ""},
    {"dns", [](const HostConfig& h) { return diff::words(h.dns); }, ""},
    {"dns_search", [](const HostConfig& h) { return diff::words(h.dns_search); }, ""},
    {"dns_opt", [](const HostConfig& h) { return diff::words(h.dns_options); }, ""},
    {"sysctls", [](const HostConfig& h) { return map_text(h.sysctls); }, ""},
    {"ulimits", ulimits_text, ""},
    {"devices", devices_text, ""},
    {"logging", logging_text, "json-file"},
    {"ipc", [](const HostConfig& h) { return h.ipc_mode; }, "private"},
    {"pid", [](const HostConfig& h) { return h.pid_mode; }, ""},
    {"userns_mode", [](const HostConfig& h) { return h.userns_mode; }, ""},
    {"runtime", [](const HostConfig& h) { return h.runtime; }, "runc"},
    {"shm_size", [](const HostConfig& h) { return number(h.shm_size); }, "67108864"},
    {"mem_limit", [](const HostConfig& h) { return number(h.resources.memory); }, ""},
    {"mem_reservation", [](const HostConfig& h) { return number(h.resources.memory_reservation); }, ""},
    {"cpus", [](const HostConfig& h) { return number(h.resources.nano_cpus); }, ""},
    {"cpu_shares", [](const HostConfig& h) { return number(h.resources.cpu_shares); }, ""},
    {"cpuset", [](const HostConfig& h) { return h.resources.cpuset_cpus; }, ""},
    {"pids_limit", [](const HostConfig& h) { return number(h.resources.pids_limit.value_or(0)); }, ""},
}};

void compare_host(std::vector<Cause>& causes, const HostConfig& have, const HostConfig& want) {
  for (const auto& field : host_fields) {
    auto from = field.text(have);
    const auto to = field.text(want);
    if (to.empty() && from == field.engine_default) from.clear();
    compare(causes, field.name, from, to);
  }
  compare(causes, "ports", diff::port_map(have), diff::port_map(want));
}

/// What the image says where the service says nothing; nullopt: unknown, so not to be judged.
using ImageText = std::optional<std::string>;

void compare_inherited(std::vector<Cause>& causes, const std::string& field, const std::string& have,
                       const std::string& want, const ImageText& of_image) {
  if (!want.empty()) return compare(causes, field, have, want);
  if (of_image && have != *of_image) compare(causes, field, have, "");
}

void compare_process(std::vector<Cause>& causes, const ContainerConfig& have, const ContainerConfig& want,
                     const engine_api::ImageConfig* image) {
  const auto words_of = [](const std::optional<engine_api::Strings>& list) {
    return list ? diff::words(*list) : std::string();
  };
  const auto known = [&](auto text) { return image ? ImageText(text(*image)) : std::nullopt; };
  compare_inherited(causes, "entrypoint", words_of(have.entrypoint), words_of(want.entrypoint),
                    known([](const auto& config) { return diff::words(config.entrypoint); }));
  // A service's entrypoint drops the command of the image.
  const bool own_entrypoint = want.entrypoint && !want.entrypoint->empty();
  compare_inherited(causes, "command", words_of(have.command), words_of(want.command), known([&](const auto& config) {
                      return own_entrypoint || want.command ? "" : diff::words(config.command);
                    }));
  compare_inherited(causes, "user", have.user, want.user, known([](const auto& config) { return config.user; }));
  compare_inherited(causes, "working_dir", have.working_dir, want.working_dir,
                    known([](const auto& config) { return config.working_dir; }));
  compare_inherited(causes, "stop_signal", have.stop_signal, want.stop_signal,
                    known([](const auto& config) { return config.stop_signal; }));
  compare(causes, "tty", yes(have.tty), yes(want.tty));
  compare(causes, "stdin_open", yes(have.open_stdin), yes(want.open_stdin));
  compare(causes, "stop_grace_period", number(have.stop_timeout.value_or(0)), number(want.stop_timeout.value_or(0)));
}

void compare_health(std::vector<Cause>& causes, const ContainerConfig& have, const ContainerConfig& want,
                    const engine_api::ImageConfig* image) {
  const auto text = [](const std::optional<engine_api::HealthConfig>& health) {
    return health ? diff::health_text(*health) : std::string();
  };
  // Without a test of its own a service changes single fields of the image's check: the engine merges them.
  if (want.healthcheck && want.healthcheck->test.empty()) return;
  compare_inherited(causes, "healthcheck", text(have.healthcheck), text(want.healthcheck),
                    image ? ImageText(text(image->healthcheck)) : std::nullopt);
}

/// Entries that both image and container have, and the service does not mention, come from the image. Without the
/// image nothing can be said of what the service does not mention.
void drop_inherited(diff::TextMap& have, const diff::TextMap& want, const std::optional<diff::TextMap>& of_image) {
  std::erase_if(have, [&](const auto& entry) {
    if (want.contains(entry.first)) return false;
    if (!of_image) return true;
    const auto inherited = of_image->find(entry.first);
    return inherited != of_image->end() && inherited->second == entry.second;
  });
}

void compare_maps(std::vector<Cause>& causes, const ContainerConfig& have, const ContainerConfig& want,
                  const engine_api::ImageConfig* image) {
  auto environment = diff::environment_map(have.environment);
  const auto wanted_environment = diff::environment_map(want.environment);
  drop_inherited(environment, wanted_environment,
                 image ? std::optional(diff::environment_map(image->environment)) : std::nullopt);
  compare(causes, "environment", environment, wanted_environment);

  auto labels = diff::own_labels(have.labels);
  const auto wanted_labels = diff::own_labels(want.labels);
  drop_inherited(labels, wanted_labels, image ? std::optional(diff::own_labels(image->labels)) : std::nullopt);
  compare(causes, "labels", labels, wanted_labels);
}

void compare_mounts(std::vector<Cause>& causes, const HostConfig& have, const HostConfig& want) {
  auto mounts = diff::mount_map(have);
  const auto wanted = diff::mount_map(want);
  // A volume that an earlier container handed on stands in the request without being in the file.
  std::erase_if(mounts, [&](const auto& entry) {
    return !wanted.contains(entry.first) && (entry.second == "volume" || entry.second == "volume (ro)");
  });
  compare(causes, "volumes", mounts, wanted);
}

/// Engines and drivers add options of their own.
engine_api::StringMap only_asked(engine_api::StringMap options, const engine_api::StringMap& asked) {
  std::erase_if(options, [&](const auto& entry) { return !asked.contains(entry.first); });
  return options;
}

std::string endpoint_text(const engine_api::EndpointSettings& endpoint) {
  return endpoint.ipv4_address.empty() ? "joined" : endpoint.ipv4_address;
}

diff::TextMap endpoint_map(const ContainerDraft& draft) {
  diff::TextMap networks;
  for (const auto& [name, endpoint] : draft.create.request.endpoints) networks[name] = endpoint_text(endpoint);
  for (const auto& late : draft.late_networks) networks[late.name] = endpoint_text(late.endpoint);
  return networks;
}

void compare_networks(std::vector<Cause>& causes, const engine_api::ContainerInspect& container,
                      const ContainerDraft& wanted) {
  const auto names = endpoint_map(wanted);
  const auto& mode = wanted.create.request.host.network_mode;
  // The engine shows host, none and bridge as networks, too; and network_mode is the first of the declared ones.
  if (names.empty()) return compare(causes, "network_mode", container.host.network_mode, mode);
  diff::TextMap attached;
  for (const auto& [name, endpoint] : container.networks) attached[name] = endpoint_text(endpoint);
  compare(causes, "networks", attached, names);
}

}  // namespace

std::vector<Cause> differences(const engine_api::ContainerInspect& container, const ContainerDraft& wanted,
                               const engine_api::ImageConfig* image) {
  const auto& request = wanted.create.request;
  std::vector<Cause> causes;
  compare(causes, "image", container.config.image, request.config.image);
  compare_process(causes, container.config, request.config, image);
  compare_health(causes, container.config, request.config, image);
  compare_maps(causes, container.config, request.config, image);
  if (!request.config.hostname.empty()) compare(causes, "hostname", container.config.hostname, request.config.hostname);
  compare_host(causes, container.host, request.host);
  compare_mounts(causes, container.host, request.host);
  compare_networks(causes, container, wanted);
  return causes;
}

std::vector<Cause> differences(const engine_api::NetworkSummary& network, const engine_api::NetworkCreate& wanted) {
  std::vector<Cause> causes;
  if (!wanted.driver.empty()) compare(causes, "driver", network.driver, wanted.driver);
  compare(causes, "internal", yes(network.internal), yes(wanted.internal));
  compare(causes, "attachable", yes(network.attachable), yes(wanted.attachable));
  compare(causes, "enable_ipv6", yes(network.enable_ipv6), yes(wanted.enable_ipv6.value_or(false)));
  compare(causes, "driver_opts", map_text(only_asked(network.options, wanted.options)), map_text(wanted.options));
  compare(causes, "labels", diff::own_labels(network.labels), diff::own_labels(wanted.labels));
  if (!wanted.ipam) return causes;
  const auto subnets = [](const engine_api::Ipam& ipam) {
    engine_api::Strings list;
    for (const auto& pool : ipam.config) list.push_back(pool.subnet);
    return diff::sorted_words(std::move(list));
  };
  if (!wanted.ipam->config.empty()) compare(causes, "ipam", subnets(network.ipam), subnets(*wanted.ipam));
  return causes;
}

std::vector<Cause> differences(const engine_api::VolumeSummary& volume, const engine_api::VolumeCreate& wanted) {
  std::vector<Cause> causes;
  if (!wanted.driver.empty()) compare(causes, "driver", volume.driver, wanted.driver);
  compare(causes, "driver_opts", map_text(only_asked(volume.options, wanted.driver_options)),
          map_text(wanted.driver_options));
  compare(causes, "labels", diff::own_labels(volume.labels), diff::own_labels(wanted.labels));
  return causes;
}

}  // namespace berth::plan
