// Containers: lists, inspects, and the request that makes one.
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/container.hpp"
#include "engine_api/host_config_parts.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

std::string without_slash(std::string name) {
  if (name.starts_with('/')) name.erase(0, 1);
  return name;
}

std::uint16_t port_number(const JsonReader& reader) {
  const auto number = reader.integer();
  constexpr std::int64_t largest = 65535;
  if (number < 0 || number > largest) reader.fail("is no port number");
  return static_cast<std::uint16_t>(number);
}

Port decode_port(const JsonReader& reader) {
  return {reader.at("IP").string(), port_number(reader.at("PrivatePort")), port_number(reader.at("PublicPort")),
          reader.at("Type").string()};
}

MountPoint decode_mount_point(const JsonReader& reader) {
  MountPoint mount;
  mount.type = reader.at("Type").string();
  mount.name = reader.at("Name").string();
  mount.source = reader.at("Source").string();
  mount.destination = reader.at("Destination").string();
  mount.driver = reader.at("Driver").string();
  mount.mode = reader.at("Mode").string();
  mount.propagation = reader.at("Propagation").string();
  mount.writable = reader.at("RW").optional_boolean().value_or(true);
  return mount;
}

/// "Up 3 seconds (healthy)", "Up 2 minutes (health: starting)"
HealthStatus health_in(std::string_view status) {
  if (!status.ends_with(')')) return HealthStatus::none;
  const auto open = status.rfind('(');
  auto word = status.substr(open + 1, status.size() - open - 2);
  constexpr std::string_view prefix = "health: ";
  if (word.starts_with(prefix)) word.remove_prefix(prefix.size());
  return parse_health_status(word);
}

/// "Exited (137) 3 minutes ago", "Restarting (1) 5 seconds ago"
std::optional<std::int64_t> exit_code_in(std::string_view status) {
  const auto open = status.find('(');
  if (open == std::string_view::npos || !(status.starts_with("Exited") || status.starts_with("Restarting"))) {
    return std::nullopt;
  }
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(status.data() + open + 1, status.data() + status.size(), code);
  if (error != std::errc() || end == status.data() + status.size() || *end != ')') return std::nullopt;
  return code;
}

ContainerSummary decode_summary(const JsonReader& reader) {
  ContainerSummary container;
  container.id = reader.at("Id").required_string();
  for (auto& name : reader.at("Names").strings()) container.names.push_back(without_slash(std::move(name)));
  container.image = reader.at("Image").string();
  container.image_id = reader.at("ImageID").string();
  container.command = reader.at("Command").string();
  container.labels = reader.at("Labels").string_map();
  container.state = parse_container_status(reader.at("State").string());
  container.status = reader.at("Status").string();
  container.health = health_in(container.status);
  container.exit_code = exit_code_in(container.status);
  container.created = reader.at("Created").integer();
  container.ports = elements(reader.at("Ports"), decode_port);
  container.mounts = elements(reader.at("Mounts"), decode_mount_point);
  const auto settings = reader.at("NetworkSettings");
  container.networks = decode_endpoints(settings.at("Networks"));
  const auto host = reader.at("HostConfig");
  container.network_mode = host.at("NetworkMode").string();
  return container;
}

HealthLogEntry decode_log_entry(const JsonReader& reader) {
  return {reader.at("Start").string(), reader.at("End").string(), reader.at("ExitCode").integer(),
          reader.at("Output").string()};
}

Health decode_health(const JsonReader& reader) {
  return {parse_health_status(reader.at("Status").string()), reader.at("FailingStreak").integer(),
          elements(reader.at("Log"), decode_log_entry)};
}

ContainerState decode_state(const JsonReader& reader) {
  ContainerState state;
  state.status = parse_container_status(reader.at("Status").string());
  state.running = reader.at("Running").boolean();
  state.paused = reader.at("Paused").boolean();
  state.restarting = reader.at("Restarting").boolean();
  state.oom_killed = reader.at("OOMKilled").boolean();
  state.dead = reader.at("Dead").boolean();
  state.pid = reader.at("Pid").integer();
  state.exit_code = reader.at("ExitCode").integer();
  state.error = reader.at("Error").string();
  state.started_at = reader.at("StartedAt").time();
  state.finished_at = reader.at("FinishedAt").time();
  const auto health = reader.at("Health");
  // Podman tells an empty Health of containers that have no health check.
  if (health.present() && !health.at("Status").string().empty()) state.health = decode_health(health);
  return state;
}

ContainerInspect decode_inspect(const JsonReader& reader) {
  ContainerInspect container;
  container.id = reader.at("Id").required_string();
  container.name = without_slash(reader.at("Name").string());
  container.image_id = reader.at("Image").string();
  container.created = reader.at("Created").time();
  container.platform = reader.at("Platform").string();
  container.restart_count = reader.at("RestartCount").integer();
  const auto state = reader.at("State");
  if (!state.present()) state.fail("is missing");
  container.state = decode_state(state);
  container.config = decode_container_config(reader.at("Config"));
  container.host = decode_host_config(reader.at("HostConfig"));
  container.mounts = elements(reader.at("Mounts"), decode_mount_point);
  const auto settings = reader.at("NetworkSettings");
  container.networks = decode_endpoints(settings.at("Networks"));
  container.published = decode_port_bindings(settings.at("Ports"));
  return container;
}

}  // namespace

std::vector<ContainerSummary> decode_container_list(std::string_view text) {
  return decode_list(text, decode_summary);
}

ContainerInspect decode_container_inspect(std::string_view text) {
  return decode_document(text, decode_inspect);
}

Health decode_health(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) { return decode_health(reader); });
}

ContainerCreated decode_container_created(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) {
    return ContainerCreated{reader.at("Id").required_string(), reader.at("Warnings").strings()};
  });
}

WaitResult decode_wait_result(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) {
    const auto code = reader.at("StatusCode");
    if (!code.present()) code.fail("is missing");
    const auto error = reader.at("Error");
    return WaitResult{code.integer(), error.at("Message").string()};
  });
}

Processes decode_processes(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) {
    return Processes{reader.at("Titles").strings(),
                     elements(reader.at("Processes"), [](const JsonReader& row) { return row.strings(); })};
  });
}

PathStat decode_path_stat(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) {
    return PathStat{reader.at("name").string(), reader.at("size").integer(),
                    static_cast<std::uint32_t>(reader.at("mode").integer()), reader.at("linkTarget").string()};
  });
}

std::string encode(const ContainerCreate& request) {
  json::object endpoints;
  for (const auto& [network, endpoint] : request.endpoints) endpoints.emplace(network, endpoint_json(endpoint));
  JsonWriter networking;
  networking.put("EndpointsConfig", std::move(endpoints));
  auto body = container_config_json(request.config);
  body.emplace("HostConfig", host_config_json(request.host));
  if (auto network = networking.take(); !network.empty()) body.emplace("NetworkingConfig", std::move(network));
  return json::serialize(body);
}

}  // namespace berth::engine_api
