// The limits and devices within HostConfig.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/host_config_parts.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

Ulimit decode_ulimit(const JsonReader& reader) {
  return {reader.at("Name").string(), reader.at("Soft").integer(), reader.at("Hard").integer()};
}

json::object ulimit_json(const Ulimit& ulimit) {
  return JsonWriter().put("Name", ulimit.name).always("Soft", ulimit.soft).always("Hard", ulimit.hard).take();
}

DeviceMapping decode_device(const JsonReader& reader) {
  return {reader.at("PathOnHost").string(), reader.at("PathInContainer").string(),
          reader.at("CgroupPermissions").string()};
}

json::object device_json(const DeviceMapping& device) {
  return JsonWriter()
      .put("PathOnHost", device.path_on_host)
      .put("PathInContainer", device.path_in_container)
      .put("CgroupPermissions", device.cgroup_permissions)
      .take();
}

DeviceRequest decode_device_request(const JsonReader& reader) {
  DeviceRequest request;
  request.driver = reader.at("Driver").string();
  request.count = reader.at("Count").integer();
  request.device_ids = reader.at("DeviceIDs").strings();
  request.capabilities = elements(reader.at("Capabilities"), [](const JsonReader& set) { return set.strings(); });
  request.options = reader.at("Options").string_map();
  return request;
}

json::object device_request_json(const DeviceRequest& request) {
  return JsonWriter()
      .put("Driver", request.driver)
      .put("Count", request.count)
      .put("DeviceIDs", request.device_ids)
      .put("Capabilities", array_json(request.capabilities, strings_json))
      .put("Options", request.options)
      .take();
}

WeightDevice decode_weight(const JsonReader& reader) {
  return {reader.at("Path").string(), reader.at("Weight").integer()};
}

json::object weight_json(const WeightDevice& device) {
  return JsonWriter().put("Path", device.path).always("Weight", device.weight).take();
}

ThrottleDevice decode_throttle(const JsonReader& reader) {
  return {reader.at("Path").string(), reader.at("Rate").integer()};
}

json::object throttle_json(const ThrottleDevice& device) {
  return JsonWriter().put("Path", device.path).always("Rate", device.rate).take();
}

void decode_blkio(const JsonReader& host, Resources& resources) {
  resources.blkio_weight = host.at("BlkioWeight").integer();
  resources.blkio_weight_device = elements(host.at("BlkioWeightDevice"), decode_weight);
  resources.blkio_device_read_bps = elements(host.at("BlkioDeviceReadBps"), decode_throttle);
  resources.blkio_device_write_bps = elements(host.at("BlkioDeviceWriteBps"), decode_throttle);
  resources.blkio_device_read_iops = elements(host.at("BlkioDeviceReadIOps"), decode_throttle);
  resources.blkio_device_write_iops = elements(host.at("BlkioDeviceWriteIOps"), decode_throttle);
}

void decode_cpu(const JsonReader& host, Resources& resources) {
  resources.nano_cpus = host.at("NanoCpus").integer();
  resources.cpu_count = host.at("CpuCount").integer();
  resources.cpu_percent = host.at("CpuPercent").integer();
  resources.cpu_shares = host.at("CpuShares").integer();
  resources.cpu_period = host.at("CpuPeriod").integer();
  resources.cpu_quota = host.at("CpuQuota").integer();
  resources.cpu_realtime_period = host.at("CpuRealtimePeriod").integer();
  resources.cpu_realtime_runtime = host.at("CpuRealtimeRuntime").integer();
  resources.cpuset_cpus = host.at("CpusetCpus").string();
  resources.cpuset_mems = host.at("CpusetMems").string();
}

}  // namespace

Resources decode_resources(const JsonReader& host) {
  Resources resources;
  resources.memory = host.at("Memory").integer();
  resources.memory_swap = host.at("MemorySwap").integer();
  resources.memory_reservation = host.at("MemoryReservation").integer();
  resources.memory_swappiness = host.at("MemorySwappiness").optional_integer();
  resources.oom_kill_disable = host.at("OomKillDisable").optional_boolean();
  resources.cgroup_parent = host.at("CgroupParent").string();
  resources.pids_limit = host.at("PidsLimit").optional_integer();
  decode_cpu(host, resources);
  decode_blkio(host, resources);
  resources.devices = elements(host.at("Devices"), decode_device);
  resources.device_requests = elements(host.at("DeviceRequests"), decode_device_request);
  resources.device_cgroup_rules = host.at("DeviceCgroupRules").strings();
  resources.ulimits = elements(host.at("Ulimits"), decode_ulimit);
  return resources;
}

void put_resources(JsonWriter& writer, const Resources& resources) {
  writer.put("Memory", resources.memory)
      .put("MemorySwap", resources.memory_swap)
      .put("MemoryReservation", resources.memory_reservation)
      .put("MemorySwappiness", resources.memory_swappiness)
      .put("OomKillDisable", resources.oom_kill_disable)
      .put("CgroupParent", resources.cgroup_parent)
      .put("PidsLimit", resources.pids_limit)
      .put("NanoCpus", resources.nano_cpus)
      .put("CpuCount", resources.cpu_count)
      .put("CpuPercent", resources.cpu_percent)
      .put("CpuShares", resources.cpu_shares)
      .put("CpuPeriod", resources.cpu_period)
      .put("CpuQuota", resources.cpu_quota)
      .put("CpuRealtimePeriod", resources.cpu_realtime_period)
      .put("CpuRealtimeRuntime", resources.cpu_realtime_runtime)
      .put("CpusetCpus", resources.cpuset_cpus)
      .put("CpusetMems", resources.cpuset_mems)
      .put("BlkioWeight", resources.blkio_weight)
      .put("BlkioWeightDevice", array_json(resources.blkio_weight_device, weight_json))
      .put("BlkioDeviceReadBps", array_json(resources.blkio_device_read_bps, throttle_json))
      .put("BlkioDeviceWriteBps", array_json(resources.blkio_device_write_bps, throttle_json))
      .put("BlkioDeviceReadIOps", array_json(resources.blkio_device_read_iops, throttle_json))
      .put("BlkioDeviceWriteIOps", array_json(resources.blkio_device_write_iops, throttle_json))
      .put("Devices", array_json(resources.devices, device_json))
      .put("DeviceRequests", array_json(resources.device_requests, device_request_json))
      .put("DeviceCgroupRules", resources.device_cgroup_rules)
      .put("Ulimits", array_json(resources.ulimits, ulimit_json));
}

std::string encode_ulimits(const std::vector<Ulimit>& ulimits) {
  return boost::json::serialize(array_json(ulimits, ulimit_json));
}

}  // namespace berth::engine_api
