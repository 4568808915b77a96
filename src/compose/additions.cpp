#include "compose/additions.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

// Where Docker Compose puts them.
constexpr auto socket_target = "/var/run/docker.sock";
constexpr auto credentials_folder = "/run/secrets/docker";
constexpr auto credentials_file = "/run/secrets/docker/config.json";
constexpr auto credentials_config = "#apisocket";

bool is_true(const Node& node, std::string_view key) {
  const auto* value = node.find(key);
  return value != nullptr && value->kind() == yaml::Kind::boolean && value->boolean();
}

Mapping& mapping_at(Node& node, const char* key) {
  auto* value = node.find(key);
  if (value == nullptr || !value->is_mapping()) value = &node.mapping().set(key, Node(Mapping{}));
  return value->mapping();
}

void append(Node& node, const char* key, Mapping item) {
  auto* value = node.find(key);
  if (value == nullptr || !value->is_sequence()) value = &node.mapping().set(key, Node(Sequence{}));
  value->sequence().emplace_back(std::move(item));
}

void mount_socket(Node& service, const ApiSocket& socket) {
  Mapping mount;
  mount.set("type", Node("bind"));
  mount.set("source", Node(socket.path));
  mount.set("target", Node(socket_target));
  append(service, "volumes", std::move(mount));
}

/// One that says where its settings are keeps them.
void give_credentials(Node& service) {
  auto& environment = mapping_at(service, "environment");
  if (!environment.contains("DOCKER_CONFIG")) environment.set("DOCKER_CONFIG", Node(credentials_folder));
  Mapping reference;
  reference.set("source", Node(credentials_config));
  reference.set("target", Node(credentials_file));
  append(service, "configs", std::move(reference));
}

}  // namespace

void add(Node& bound, const Additions& additions) {
  auto* services = bound.find("services");
  if (services == nullptr || !services->is_mapping()) return;
  bool credentials_used = false;
  for (auto& [name, span, service] : services->mapping()) {
    if (!service.is_mapping()) continue;
    if (const auto given = additions.environment.find(name); given != additions.environment.end()) {
      for (const auto& [variable, value] : given->second) mapping_at(service, "environment").set(variable, Node(value));
    }
    if (!additions.socket || !is_true(service, "use_api_socket")) continue;
    mount_socket(service, *additions.socket);
    // Nothing can be copied into a container that cannot be written: it gets the socket alone.
    if (is_true(service, "read_only")) continue;
    give_credentials(service);
    credentials_used = true;
  }
  if (!credentials_used) return;
  Mapping config;
  config.set("content", Node(additions.socket->credentials));
  mapping_at(bound, "configs").set(credentials_config, Node(std::move(config)));
}

}  // namespace berth::compose
