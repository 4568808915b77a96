#include <cmath>

#include "plan/request_parts.hpp"

namespace berth::plan::request {

namespace {

std::int64_t nano_cpus(double cores) {
  constexpr double nano = 1e9;
  return std::llround(cores * nano);
}

engine_api::DeviceRequest device_request(const compose::DeviceRequest& device) {
  engine_api::DeviceRequest request;
  request.driver = device.driver;
  // The specification's default is all, which a list of ids excludes.
  request.count = device.count.value_or(device.device_ids.empty() ? -1 : 0);
  request.device_ids = device.device_ids;
  request.capabilities = {device.capabilities};
  request.options = device.options;
  return request;
}

engine_api::DeviceRequest gpu_request(const compose::DeviceRequest& gpu) {
  auto request = device_request(gpu);
  request.capabilities.front().push_back("gpu");
  return request;
}

template <typename Device>
std::vector<Device> block_devices(const std::vector<compose::BlkioDevice>& devices) {
  std::vector<Device> converted;
  for (const auto& device : devices) converted.push_back({device.path, device.value});
  return converted;
}

void fill_block_io(engine_api::Resources& resources, const compose::Blkio& blkio) {
  resources.blkio_weight = blkio.weight;
  resources.blkio_weight_device = block_devices<engine_api::WeightDevice>(blkio.weight_device);
  resources.blkio_device_read_bps = block_devices<engine_api::ThrottleDevice>(blkio.device_read_bps);
  resources.blkio_device_read_iops = block_devices<engine_api::ThrottleDevice>(blkio.device_read_iops);
  resources.blkio_device_write_bps = block_devices<engine_api::ThrottleDevice>(blkio.device_write_bps);
  resources.blkio_device_write_iops = block_devices<engine_api::ThrottleDevice>(blkio.device_write_iops);
}

/// A qualified name of the Container Device Interface: vendor.com/class=name.
bool is_cdi_device(const std::string& source) {
  return !source.starts_with('/') && source.find('/') != std::string::npos && source.find('=') != std::string::npos;
}

void fill_devices(engine_api::Resources& resources, const compose::Service& service) {
  for (const auto& device : service.devices) {
    if (is_cdi_device(device.source)) {
      engine_api::DeviceRequest request;
      request.driver = "cdi";
      request.device_ids = {device.source};
      resources.device_requests.push_back(std::move(request));
    } else {
      resources.devices.push_back({device.source, device.target, device.permissions});
    }
  }
  resources.device_cgroup_rules = service.device_cgroup_rules;
  for (const auto& gpu : service.gpus) resources.device_requests.push_back(gpu_request(gpu));
}

void fill_processor(engine_api::Resources& resources, const compose::Service& service) {
  resources.nano_cpus = nano_cpus(service.cpus);
  resources.cpu_count = service.cpu_count;
  resources.cpu_percent = std::llround(service.cpu_percent);
  resources.cpu_shares = service.cpu_shares;
  resources.cpu_period = service.cpu_period;
  resources.cpu_quota = service.cpu_quota;
  resources.cpu_realtime_period = service.cpu_rt_period;
  resources.cpu_realtime_runtime = service.cpu_rt_runtime;
  resources.cpuset_cpus = service.cpuset;
}

void fill_memory(engine_api::Resources& resources, const compose::Service& service) {
  resources.memory = service.mem_limit;
  resources.memory_swap = service.memswap_limit;
  resources.memory_reservation = service.mem_reservation;
  if (service.mem_swappiness != 0) resources.memory_swappiness = service.mem_swappiness;
  if (service.oom_kill_disable) resources.oom_kill_disable = true;
  if (service.pids_limit != 0) resources.pids_limit = service.pids_limit;
}

void apply_deploy(engine_api::Resources& resources, const compose::Deploy& deploy) {
  if (const auto& limits = deploy.limits) {
    if (limits->memory != 0) resources.memory = limits->memory;
    if (limits->cpus != 0) resources.nano_cpus = nano_cpus(limits->cpus);
    if (limits->pids != 0) resources.pids_limit = limits->pids;
  }
  if (const auto& reservations = deploy.reservations) {
    if (reservations->memory != 0) resources.memory_reservation = reservations->memory;
    for (const auto& device : reservations->devices) resources.device_requests.push_back(device_request(device));
  }
}

}  // namespace

void fill_limits(engine_api::Resources& resources, const compose::Service& service) {
  fill_memory(resources, service);
  fill_processor(resources, service);
  resources.cgroup_parent = service.cgroup_parent;
  if (service.blkio_config) fill_block_io(resources, *service.blkio_config);
  fill_devices(resources, service);
  for (const auto& [name, limit] : service.ulimits)
    resources.ulimits.push_back({name, limit.single.value_or(limit.soft), limit.single.value_or(limit.hard)});
  if (service.deploy) apply_deploy(resources, *service.deploy);
}

}  // namespace berth::plan::request
