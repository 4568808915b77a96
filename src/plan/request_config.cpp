#include <chrono>

#include "plan/request_parts.hpp"

namespace berth::plan::request {

namespace {

engine_api::HealthConfig health_config(const compose::Healthcheck& check) {
  engine_api::HealthConfig config;
  if (check.disable || (!check.test.empty() && check.test.front() == "NONE")) {
    config.test = {"NONE"};
    return config;
  }
  config.test = check.test;
  config.interval = check.interval.value_or(Nanoseconds{0});
  config.timeout = check.timeout.value_or(Nanoseconds{0});
  config.start_period = check.start_period.value_or(Nanoseconds{0});
  config.start_interval = check.start_interval.value_or(Nanoseconds{0});
  config.retries = static_cast<std::int64_t>(check.retries.value_or(0));
  return config;
}

/// The engine counts whole seconds: rounded up, so that 500 ms never become "kill at once". Berth's own stops keep to
/// the millisecond.
std::int64_t whole_seconds(Nanoseconds duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

engine_api::Strings environment_list(const compose::Service& service) {
  engine_api::Strings list;
  for (const auto& [name, value] : service.environment) list.push_back(value ? name + "=" + *value : name);
  return list;
}

}  // namespace

void fill_config(engine_api::ContainerConfig& config, const compose::Service& service) {
  config.hostname = service.hostname;
  config.domainname = service.domainname;
  config.user = service.user;
  config.working_dir = service.working_dir;
  config.stop_signal = service.stop_signal;
  if (service.stop_grace_period) config.stop_timeout = whole_seconds(*service.stop_grace_period);
  config.command = service.command;
  config.entrypoint = service.entrypoint;
  config.environment = environment_list(service);
  config.tty = service.tty;
  config.open_stdin = service.stdin_open;
  config.attach_stdout = true;
  config.attach_stderr = true;
  if (service.healthcheck) config.healthcheck = health_config(*service.healthcheck);
}

}  // namespace berth::plan::request
