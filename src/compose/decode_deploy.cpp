// Build, deploy, device requests.
#include "compose/decode.hpp"
#include "compose/tree_reader.hpp"

namespace berth::compose {

namespace {

std::optional<std::uint64_t> unsigned_of(std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

UpdateConfig update_config(const yaml::Node& node) {
  const TreeReader read(node);
  return {.parallelism = unsigned_of(read.optional_integer("parallelism")),
          .delay = read.duration("delay").value_or(Nanoseconds{0}),
          .failure_action = read.text("failure_action"),
          .monitor = read.duration("monitor").value_or(Nanoseconds{0}),
          .max_failure_ratio = read.number("max_failure_ratio"),
          .order = read.text("order")};
}

ResourceLimit resource_limit(const yaml::Node& node) {
  const TreeReader read(node);
  ResourceLimit limit{.cpus = read.number("cpus"),
                      .memory = read.bytes("memory"),
                      .pids = read.integer("pids"),
                      .devices = {},
                      .generic_resources = {}};
  for (const auto& device : read.items("devices")) limit.devices.push_back(decode_device_request(device));
  for (const auto& resource : read.items("generic_resources")) {
    const auto* spec = TreeReader(resource).object("discrete_resource_spec");
    if (spec == nullptr) continue;
    limit.generic_resources.push_back(
        {.kind = TreeReader(*spec).text("kind"), .value = TreeReader(*spec).integer("value")});
  }
  return limit;
}

RestartPolicy restart_policy(const yaml::Node& node) {
  const TreeReader read(node);
  return {.condition = read.text("condition"),
          .delay = read.duration("delay"),
          .max_attempts = unsigned_of(read.optional_integer("max_attempts")),
          .window = read.duration("window")};
}

Placement placement(const yaml::Node& node) {
  const TreeReader read(node);
  Placement placement{.constraints = read.texts("constraints"),
                      .preferences = {},
                      .max_replicas_per_node = static_cast<std::uint64_t>(read.integer("max_replicas_per_node"))};
  for (const auto& item : read.items("preferences")) placement.preferences.push_back(TreeReader(item).text("spread"));
  return placement;
}

std::map<std::string, std::string> ssh_keys(const std::vector<std::string>& items) {
  std::map<std::string, std::string> keys;
  for (const auto& item : items) {
    const auto equals = item.find('=');
    keys.emplace(item.substr(0, equals), equals == std::string::npos ? "" : item.substr(equals + 1));
  }
  return keys;
}

}  // namespace

DeviceRequest decode_device_request(const yaml::Node& node) {
  const TreeReader read(node);
  return {.capabilities = read.texts("capabilities"),
          .driver = read.text("driver"),
          .count = read.optional_integer("count"),
          .device_ids = read.texts("device_ids"),
          .options = read.text_map("options")};
}

Deploy decode_deploy(const yaml::Node& node) {
  const TreeReader read(node);
  Deploy deploy{.mode = read.text("mode"),
                .replicas = read.optional_integer("replicas"),
                .labels = read.text_map("labels"),
                .update_config = {},
                .rollback_config = {},
                .limits = {},
                .reservations = {},
                .restart_policy = {},
                .placement = {},
                .endpoint_mode = read.text("endpoint_mode")};
  if (const auto* update = read.object("update_config")) deploy.update_config = update_config(*update);
  if (const auto* rollback = read.object("rollback_config")) deploy.rollback_config = update_config(*rollback);
  if (const auto* policy = read.object("restart_policy")) deploy.restart_policy = restart_policy(*policy);
  if (const auto* where = read.object("placement")) deploy.placement = placement(*where);
  if (const auto* resources = read.object("resources")) {
    const TreeReader both(*resources);
    if (const auto* limits = both.object("limits")) deploy.limits = resource_limit(*limits);
    if (const auto* reserved = both.object("reservations")) deploy.reservations = resource_limit(*reserved);
  }
  return deploy;
}

Build decode_build(const yaml::Node& node) {
  const TreeReader read(node);
  Build build;
  build.context = read.text("context");
  build.dockerfile = read.text("dockerfile");
  build.context_span = read.span("context", node.span());
  build.dockerfile_span = read.span("dockerfile", node.span());
  for (const auto& entry : node.mapping()) build.spans[entry.key] = entry.value.span();
  build.dockerfile_inline = read.text("dockerfile_inline");
  build.args = read.nullable_map("args");
  build.labels = read.text_map("labels");
  build.additional_contexts = read.text_map("additional_contexts");
  build.ssh = ssh_keys(read.texts("ssh"));
  build.cache_from = read.texts("cache_from");
  build.cache_to = read.texts("cache_to");
  build.no_cache_filter = read.texts("no_cache_filter");
  build.entitlements = read.texts("entitlements");
  build.extra_hosts = read.hosts("extra_hosts");
  build.tags = read.texts("tags");
  build.platforms = read.texts("platforms");
  for (const auto& secret : read.items("secrets")) build.secrets.push_back(decode_file_reference(secret));
  build.ulimits = decode_ulimits(read.entries("ulimits"));
  build.isolation = read.text("isolation");
  build.network = read.text("network");
  build.target = read.text("target");
  build.provenance = read.text("provenance");
  build.sbom = read.text("sbom");
  build.no_cache = read.flag("no_cache");
  build.pull = read.flag("pull");
  build.privileged = read.flag("privileged");
  if (read.has("shm_size")) build.shm_size = read.bytes("shm_size");
  return build;
}

}  // namespace berth::compose
