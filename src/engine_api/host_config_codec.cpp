// HostConfig: the part of a container that concerns its host.
#include <boost/json/array.hpp>

#include "engine_api/host_config_parts.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

PortBinding decode_binding(const JsonReader& reader) {
  return {reader.at("HostIp").string(), reader.at("HostPort").string()};
}

json::object binding_json(const PortBinding& binding) {
  return JsonWriter().put("HostIp", binding.host_ip).always("HostPort", json::value(binding.host_port)).take();
}

json::object port_bindings_json(const std::map<std::string, std::vector<PortBinding>>& ports) {
  json::object result;
  for (const auto& [port, bindings] : ports) result.emplace(port, array_json(bindings, binding_json));
  return result;
}

void decode_modes(const JsonReader& reader, HostConfig& host) {
  host.network_mode = reader.at("NetworkMode").string();
  host.ipc_mode = reader.at("IpcMode").string();
  host.pid_mode = reader.at("PidMode").string();
  host.uts_mode = reader.at("UTSMode").string();
  host.userns_mode = reader.at("UsernsMode").string();
  host.cgroupns_mode = reader.at("CgroupnsMode").string();
  host.cgroup = reader.at("Cgroup").string();
  host.volume_driver = reader.at("VolumeDriver").string();
  host.runtime = reader.at("Runtime").string();
  host.isolation = reader.at("Isolation").string();
}

void decode_lists(const JsonReader& reader, HostConfig& host) {
  host.binds = reader.at("Binds").strings();
  host.cap_add = reader.at("CapAdd").strings();
  host.cap_drop = reader.at("CapDrop").strings();
  host.security_opt = reader.at("SecurityOpt").strings();
  host.dns = reader.at("Dns").strings();
  host.dns_search = reader.at("DnsSearch").strings();
  host.dns_options = reader.at("DnsOptions").strings();
  host.extra_hosts = reader.at("ExtraHosts").strings();
  host.group_add = reader.at("GroupAdd").strings();
  host.links = reader.at("Links").strings();
  host.volumes_from = reader.at("VolumesFrom").strings();
  host.tmpfs = reader.at("Tmpfs").string_map();
  host.storage_opt = reader.at("StorageOpt").string_map();
  host.sysctls = reader.at("Sysctls").string_map();
  host.annotations = reader.at("Annotations").string_map();
}

void put_modes(JsonWriter& writer, const HostConfig& host) {
  writer.put("NetworkMode", host.network_mode)
      .put("IpcMode", host.ipc_mode)
      .put("PidMode", host.pid_mode)
      .put("UTSMode", host.uts_mode)
      .put("UsernsMode", host.userns_mode)
      .put("CgroupnsMode", host.cgroupns_mode)
      .put("Cgroup", host.cgroup)
      .put("VolumeDriver", host.volume_driver)
      .put("Runtime", host.runtime)
      .put("Isolation", host.isolation);
}

void put_lists(JsonWriter& writer, const HostConfig& host) {
  writer.put("Binds", host.binds)
      .put("CapAdd", host.cap_add)
      .put("CapDrop", host.cap_drop)
      .put("SecurityOpt", host.security_opt)
      .put("MaskedPaths", host.masked_paths)
      .put("ReadonlyPaths", host.readonly_paths)
      .put("Dns", host.dns)
      .put("DnsSearch", host.dns_search)
      .put("DnsOptions", host.dns_options)
      .put("ExtraHosts", host.extra_hosts)
      .put("GroupAdd", host.group_add)
      .put("Links", host.links)
      .put("VolumesFrom", host.volumes_from)
      .put("Tmpfs", host.tmpfs)
      .put("StorageOpt", host.storage_opt)
      .put("Sysctls", host.sysctls)
      .put("Annotations", host.annotations);
}

}  // namespace

std::map<std::string, std::vector<PortBinding>> decode_port_bindings(const JsonReader& reader) {
  std::map<std::string, std::vector<PortBinding>> result;
  reader.for_each_member([&](const std::string& port, const JsonReader& bindings) {
    result.emplace(port, elements(bindings, decode_binding));
  });
  return result;
}

HostConfig decode_host_config(const JsonReader& reader) {
  HostConfig host;
  decode_modes(reader, host);
  decode_lists(reader, host);
  host.mounts = elements(reader.at("Mounts"), decode_mount);
  host.port_bindings = decode_port_bindings(reader.at("PortBindings"));
  host.publish_all_ports = reader.at("PublishAllPorts").boolean();
  const auto restart = reader.at("RestartPolicy");
  host.restart_policy = {restart.at("Name").string(), restart.at("MaximumRetryCount").integer()};
  const auto log = reader.at("LogConfig");
  host.log_config = {log.at("Type").string(), log.at("Config").string_map()};
  host.resources = decode_resources(reader);
  host.init = reader.at("Init").optional_boolean();
  host.shm_size = reader.at("ShmSize").integer();
  host.oom_score_adj = reader.at("OomScoreAdj").integer();
  host.privileged = reader.at("Privileged").boolean();
  host.readonly_rootfs = reader.at("ReadonlyRootfs").boolean();
  host.auto_remove = reader.at("AutoRemove").boolean();
  return host;
}

json::object host_config_json(const HostConfig& host) {
  JsonWriter writer;
  put_modes(writer, host);
  put_lists(writer, host);
  put_resources(writer, host.resources);
  writer.put("Mounts", array_json(host.mounts, mount_json))
      .put("PortBindings", port_bindings_json(host.port_bindings))
      .put("PublishAllPorts", host.publish_all_ports)
      .put("RestartPolicy", JsonWriter()
                                .put("Name", host.restart_policy.name)
                                .put("MaximumRetryCount", host.restart_policy.maximum_retry_count)
                                .take())
      .put("LogConfig", JsonWriter().put("Type", host.log_config.type).put("Config", host.log_config.options).take())
      .put("Init", host.init)
      .put("ShmSize", host.shm_size)
      .put("OomScoreAdj", host.oom_score_adj)
      .put("Privileged", host.privileged)
      .put("ReadonlyRootfs", host.readonly_rootfs)
      .put("AutoRemove", host.auto_remove);
  return writer.take();
}

}  // namespace berth::engine_api
