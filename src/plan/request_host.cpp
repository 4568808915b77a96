#include <charconv>

#include "plan/request_parts.hpp"

namespace berth::plan::request {

namespace {

/// "on-failure:5"; without a number the engine tries for ever.
engine_api::RestartPolicy parse_restart(const std::string& text) {
  engine_api::RestartPolicy policy;
  const auto colon = text.find(':');
  policy.name = text.substr(0, colon);
  if (colon != std::string::npos)
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), policy.maximum_retry_count);
  return policy;
}

std::string restart_name(const std::string& condition) {
  if (condition == "none") return "no";
  if (condition.empty() || condition == "any") return "always";
  return condition;
}

engine_api::RestartPolicy restart_policy(const compose::Service& service) {
  if (!service.deploy || !service.deploy->restart_policy)
    return service.restart.empty() ? engine_api::RestartPolicy{} : parse_restart(service.restart);
  const auto& wanted = *service.deploy->restart_policy;
  engine_api::RestartPolicy policy;
  policy.name = restart_name(wanted.condition);
  // Engines refuse a maximum for every other policy.
  if (policy.name == "on-failure")
    policy.maximum_retry_count = static_cast<std::int64_t>(wanted.max_attempts.value_or(0));
  return policy;
}

void fill_name_service(engine_api::HostConfig& host, const compose::Service& service) {
  host.dns = service.dns;
  host.dns_search = service.dns_search;
  host.dns_options = service.dns_opt;
  for (const auto& [name, addresses] : service.extra_hosts) {
    for (const auto& address : addresses) host.extra_hosts.push_back(name + ":" + address);
  }
}

void fill_privileges(engine_api::HostConfig& host, const compose::Service& service) {
  host.privileged = service.privileged;
  host.cap_add = service.cap_add;
  host.cap_drop = service.cap_drop;
  host.group_add = service.group_add;
  host.readonly_rootfs = service.read_only;
  host.userns_mode = service.userns_mode;
  host.uts_mode = service.uts;
  host.ipc_mode = service.ipc;
  host.pid_mode = service.pid;
  host.cgroupns_mode = service.cgroup;
}

}  // namespace

void fill_host(engine_api::HostConfig& host, const compose::Service& service) {
  host.restart_policy = restart_policy(service);
  if (service.logging) host.log_config = {service.logging->driver, service.logging->options};
  fill_name_service(host, service);
  fill_privileges(host, service);
  host.storage_opt = service.storage_opt;
  host.sysctls = service.sysctls;
  host.annotations = service.annotations;
  host.runtime = service.runtime;
  host.isolation = service.isolation;
  host.init = service.init;
  host.shm_size = service.shm_size;
  host.oom_score_adj = service.oom_score_adj;
}

}  // namespace berth::plan::request
