// One service. Grouped as the struct is (compose/service.hpp).
#include <fmt/format.h>

#include "compose/decode.hpp"
#include "compose/tree_reader.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

DependencyCondition condition_of(const std::string& text) {
  if (text == "service_healthy") return DependencyCondition::healthy;
  if (text == "service_completed_successfully") return DependencyCondition::completed_successfully;
  return DependencyCondition::started;
}

Dependency decode_dependency(const yaml::Entry& entry) {
  const TreeReader read(entry.value);
  return {.condition = condition_of(read.text("condition")),
          .restart = read.flag("restart"),
          .required = read.optional_flag("required").value_or(true),
          .span = entry.key_span};
}

Healthcheck decode_healthcheck(const Node& node) {
  const TreeReader read(node);
  Healthcheck check{.test = read.texts("test"),
                    .interval = read.duration("interval"),
                    .timeout = read.duration("timeout"),
                    .start_period = read.duration("start_period"),
                    .start_interval = read.duration("start_interval"),
                    .retries = {},
                    .disable = read.flag("disable"),
                    .span = node.span()};
  if (const auto retries = read.optional_integer("retries")) check.retries = static_cast<std::uint64_t>(*retries);
  return check;
}

Hook decode_hook(const Node& node) {
  const TreeReader read(node);
  return {.command = read.texts("command"),
          .user = read.text("user"),
          .privileged = read.flag("privileged"),
          .working_dir = read.text("working_dir"),
          .environment = read.nullable_map("environment"),
          .image = read.text("image"),
          .per_replica = read.flag("per_replica"),
          .span = node.span()};
}

std::vector<Hook> decode_hooks(const yaml::Sequence& items) {
  std::vector<Hook> hooks;
  for (const auto& item : items) hooks.push_back(decode_hook(item));
  return hooks;
}

WatchTrigger decode_trigger(const Node& node) {
  const TreeReader read(node);
  WatchTrigger trigger{.path = read.text("path"),
                       .action = read.text("action"),
                       .target = read.text("target"),
                       .exec = {},
                       .include = read.texts("include"),
                       .ignore = read.texts("ignore"),
                       .initial_sync = read.flag("initial_sync")};
  if (const auto* exec = read.object("exec")) trigger.exec = decode_hook(*exec);
  return trigger;
}

std::vector<BlkioDevice> blkio_devices(const yaml::Sequence& items, const char* value) {
  std::vector<BlkioDevice> devices;
  for (const auto& item : items) {
    const TreeReader read(item);
    devices.push_back({.path = read.text("path"), .value = read.bytes(value)});
  }
  return devices;
}

Blkio decode_blkio(const Node& node) {
  const TreeReader read(node);
  return {.weight = static_cast<std::uint16_t>(read.integer("weight")),
          .weight_device = blkio_devices(read.items("weight_device"), "weight"),
          .device_read_bps = blkio_devices(read.items("device_read_bps"), "rate"),
          .device_read_iops = blkio_devices(read.items("device_read_iops"), "rate"),
          .device_write_bps = blkio_devices(read.items("device_write_bps"), "rate"),
          .device_write_iops = blkio_devices(read.items("device_write_iops"), "rate")};
}

void read_image(const TreeReader& read, Service& service) {
  service.image = read.text("image");
  if (const auto* build = read.object("build")) service.build = decode_build(*build);
  service.pull_policy = read.text("pull_policy");
  service.platform = read.text("platform");
}

void read_process(const TreeReader& read, Service& service) {
  service.command = read.optional_texts("command");
  service.entrypoint = read.optional_texts("entrypoint");
  service.environment = read.nullable_map("environment");
  for (const auto& item : read.items("env_file")) {
    const TreeReader file(item);
    service.env_files.push_back({.path = file.text("path"),
                                 .required = file.optional_flag("required").value_or(true),
                                 .format = file.text("format")});
  }
  service.working_dir = read.text("working_dir");
  service.user = read.text("user");
  service.group_add = read.texts("group_add");
  service.init = read.optional_flag("init");
  service.tty = read.flag("tty");
  service.stdin_open = read.flag("stdin_open");
  service.stop_signal = read.text("stop_signal");
  service.stop_grace_period = read.duration("stop_grace_period");
  if (const auto* check = read.object("healthcheck")) service.healthcheck = decode_healthcheck(*check);
  service.pre_start = decode_hooks(read.items("pre_start"));
  service.post_start = decode_hooks(read.items("post_start"));
  service.pre_stop = decode_hooks(read.items("pre_stop"));
}

void read_life(const TreeReader& read, Service& service) {
  for (const auto& entry : read.entries("depends_on")) service.depends_on.emplace(entry.key, decode_dependency(entry));
  service.profiles = read.texts("profiles");
  service.restart = read.text("restart");
  service.scale = read.optional_integer("scale");
  if (const auto* deploy = read.object("deploy")) service.deploy = decode_deploy(*deploy);
  service.attach = read.optional_flag("attach");
  if (const auto* develop = read.object("develop")) {
    for (const auto& item : TreeReader(*develop).items("watch")) service.watch.push_back(decode_trigger(item));
  }
  if (const auto* provider = read.object("provider")) {
    const TreeReader of(*provider);
    service.provider = Provider{.type = of.text("type"), .options = of.multi_text_map("options")};
  }
  for (const auto& entry : read.entries("models")) {
    auto& model = service.models[entry.key];
    if (!entry.value.is_mapping()) continue;
    const TreeReader of(entry.value);
    model = ServiceModel{.endpoint_var = of.text("endpoint_var"), .model_var = of.text("model_var")};
  }
}

void read_names(const TreeReader& read, Service& service) {
  service.container_name = read.text("container_name");
  service.hostname = read.text("hostname");
  service.domainname = read.text("domainname");
  service.labels = read.text_map("labels");
  service.label_files = read.texts("label_file");
  service.annotations = read.text_map("annotations");
}

void read_network(const TreeReader& read, Service& service) {
  service.network_mode = read.text("network_mode");
  for (const auto& entry : read.entries("networks")) {
    auto& attachment = service.networks[entry.key];
    if (entry.value.is_mapping()) attachment = decode_attachment(entry.value);
  }
  for (const auto& item : read.items("ports")) service.ports.push_back(decode_port(item));
  service.expose = read.texts("expose");
  service.links = read.texts("links");
  service.external_links = read.texts("external_links");
  service.extra_hosts = read.hosts("extra_hosts");
  service.dns = read.texts("dns");
  service.dns_opt = read.texts("dns_opt");
  service.dns_search = read.texts("dns_search");
  service.mac_address = read.text("mac_address");
}

void read_files(const TreeReader& read, Service& service) {
  for (const auto& item : read.items("volumes")) service.volumes.push_back(decode_mount(item));
  service.volumes_from = read.texts("volumes_from");
  service.tmpfs = read.texts("tmpfs");
  for (const auto& item : read.items("secrets")) service.secrets.push_back(decode_file_reference(item));
  for (const auto& item : read.items("configs")) service.configs.push_back(decode_file_reference(item));
  service.read_only = read.flag("read_only");
  service.storage_opt = read.text_map("storage_opt");
}

void read_privileges(const TreeReader& read, Service& service) {
  service.privileged = read.flag("privileged");
  service.cap_add = read.texts("cap_add");
  service.cap_drop = read.texts("cap_drop");
  service.security_opt = read.texts("security_opt");
  if (const auto* spec = read.object("credential_spec")) {
    const TreeReader of(*spec);
    service.credential_spec =
        CredentialSpec{.config = of.text("config"), .file = of.text("file"), .registry = of.text("registry")};
  }
  service.cgroup = read.text("cgroup");
  service.cgroup_parent = read.text("cgroup_parent");
  service.ipc = read.text("ipc");
  service.pid = read.text("pid");
  service.userns_mode = read.text("userns_mode");
  service.uts = read.text("uts");
  service.isolation = read.text("isolation");
  service.runtime = read.text("runtime");
  service.use_api_socket = read.flag("use_api_socket");
}

void read_devices(const TreeReader& read, Service& service) {
  for (const auto& item : read.items("devices")) {
    const TreeReader of(item);
    service.devices.push_back(
        {.source = of.text("source"), .target = of.text("target"), .permissions = of.text("permissions")});
  }
  service.device_cgroup_rules = read.texts("device_cgroup_rules");
  for (const auto& item : read.items("gpus")) service.gpus.push_back(decode_device_request(item));
  if (const auto* blkio = read.object("blkio_config")) service.blkio_config = decode_blkio(*blkio);
  service.ulimits = decode_ulimits(read.entries("ulimits"));
  service.sysctls = read.text_map("sysctls");
}

void read_limits(const TreeReader& read, Service& service) {
  service.cpu_count = read.integer("cpu_count");
  service.cpu_percent = read.number("cpu_percent");
  service.cpu_period = read.integer("cpu_period");
  service.cpu_quota = read.integer("cpu_quota");
  service.cpu_rt_period = read.integer("cpu_rt_period");
  service.cpu_rt_runtime = read.integer("cpu_rt_runtime");
  service.cpu_shares = read.integer("cpu_shares");
  service.cpus = read.number("cpus");
  service.cpuset = read.text("cpuset");
  service.mem_limit = read.bytes("mem_limit");
  service.mem_reservation = read.bytes("mem_reservation");
  service.memswap_limit = read.bytes("memswap_limit");
  service.mem_swappiness = read.bytes("mem_swappiness");
  service.shm_size = read.bytes("shm_size");
  service.pids_limit = read.integer("pids_limit");
  service.oom_score_adj = read.integer("oom_score_adj");
  service.oom_kill_disable = read.flag("oom_kill_disable");
  if (const auto* logging = read.object("logging")) {
    const TreeReader of(*logging);
    service.logging = Logging{.driver = of.text("driver"), .options = of.text_map("options")};
  }
}

}  // namespace

namespace {

/// What a check after the load may speak about.
constexpr std::string_view checked[] = {
    "credential_spec",
    "deploy.endpoint_mode",
    "deploy.labels",
    "deploy.mode",
    "deploy.placement",
    "deploy.replicas",
    "deploy.resources.reservations.cpus",
    "deploy.resources.reservations.generic_resources",
    "deploy.restart_policy.delay",
    "deploy.restart_policy.window",
    "deploy.rollback_config",
    "deploy.update_config",
    "models",
    "provider",
    "use_api_socket",
    "uts",
};

Places places_of(const Node& node) {
  auto places = decode_places(node, checked);
  const auto& options = TreeReader(node).items("security_opt");
  for (std::size_t index = 0; index < options.size(); ++index)
    places.emplace(fmt::format("security_opt[{}]", index), options[index].span());
  return places;
}

}  // namespace

Service decode_service(const std::string& name, const Node& node, Span span) {
  const TreeReader read(node);
  Service service;
  service.name = name;
  service.span = span;
  service.places = places_of(node);
  read_image(read, service);
  read_process(read, service);
  read_life(read, service);
  read_names(read, service);
  read_network(read, service);
  read_files(read, service);
  read_privileges(read, service);
  read_devices(read, service);
  read_limits(read, service);
  return service;
}

}  // namespace berth::compose
