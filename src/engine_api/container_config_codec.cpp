// The "Config" of a container: what it is made from, without its host.
#include <boost/json/array.hpp>

#include "engine_api/json_parts.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

/// {"80/tcp": {}}: how Go writes a set.
json::object set_json(const std::set<std::string>& set) {
  json::object result;
  for (const auto& name : set) result.emplace(name, json::object());
  return result;
}

/// nullopt for what is absent, an empty list for an empty list.
std::optional<Strings> optional_strings(const JsonReader& reader) {
  if (!reader.present()) return std::nullopt;
  return reader.strings();
}

json::object health_json(const HealthConfig& health) {
  return JsonWriter()
      .put("Test", health.test)
      .put("Interval", health.interval)
      .put("Timeout", health.timeout)
      .put("StartPeriod", health.start_period)
      .put("StartInterval", health.start_interval)
      .put("Retries", health.retries)
      .take();
}

}  // namespace

HealthConfig decode_health_config(const JsonReader& reader) {
  HealthConfig health;
  health.test = reader.at("Test").strings();
  health.interval = reader.at("Interval").nanoseconds();
  health.timeout = reader.at("Timeout").nanoseconds();
  health.start_period = reader.at("StartPeriod").nanoseconds();
  health.start_interval = reader.at("StartInterval").nanoseconds();
  health.retries = reader.at("Retries").integer();
  return health;
}

ContainerConfig decode_container_config(const JsonReader& reader) {
  ContainerConfig config;
  config.image = reader.at("Image").string();
  config.hostname = reader.at("Hostname").string();
  config.domainname = reader.at("Domainname").string();
  config.user = reader.at("User").string();
  config.working_dir = reader.at("WorkingDir").string();
  config.mac_address = reader.at("MacAddress").string();
  config.stop_signal = reader.at("StopSignal").string();
  config.stop_timeout = reader.at("StopTimeout").optional_integer();
  config.command = optional_strings(reader.at("Cmd"));
  config.entrypoint = optional_strings(reader.at("Entrypoint"));
  config.environment = reader.at("Env").strings();
  config.labels = reader.at("Labels").string_map();
  config.exposed_ports = reader.at("ExposedPorts").keys();
  config.volumes = reader.at("Volumes").keys();
  config.tty = reader.at("Tty").boolean();
  config.open_stdin = reader.at("OpenStdin").boolean();
  config.stdin_once = reader.at("StdinOnce").boolean();
  config.attach_stdin = reader.at("AttachStdin").boolean();
  config.attach_stdout = reader.at("AttachStdout").boolean();
  config.attach_stderr = reader.at("AttachStderr").boolean();
  config.network_disabled = reader.at("NetworkDisabled").boolean();
  const auto health = reader.at("Healthcheck");
  if (health.present()) config.healthcheck = decode_health_config(health);
  return config;
}

json::object container_config_json(const ContainerConfig& config) {
  JsonWriter writer;
  writer.put("Image", config.image)
      .put("Hostname", config.hostname)
      .put("Domainname", config.domainname)
      .put("User", config.user)
      .put("WorkingDir", config.working_dir)
      .put("MacAddress", config.mac_address)
      .put("StopSignal", config.stop_signal)
      .put("StopTimeout", config.stop_timeout)
      .put("Env", config.environment)
      .put("Labels", config.labels)
      .put("ExposedPorts", set_json(config.exposed_ports))
      .put("Volumes", set_json(config.volumes))
      .put("Tty", config.tty)
      .put("OpenStdin", config.open_stdin)
      .put("StdinOnce", config.stdin_once)
      .put("AttachStdin", config.attach_stdin)
      .put("AttachStdout", config.attach_stdout)
      .put("AttachStderr", config.attach_stderr)
      .put("NetworkDisabled", config.network_disabled);
  if (config.command) writer.always("Cmd", strings_json(*config.command));
  if (config.entrypoint) writer.always("Entrypoint", strings_json(*config.entrypoint));
  if (config.healthcheck) writer.put("Healthcheck", health_json(*config.healthcheck));
  return writer.take();
}

}  // namespace berth::engine_api
