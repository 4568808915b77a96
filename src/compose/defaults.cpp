#include "compose/defaults.hpp"

#include "compose/history.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;

void set_missing(Node& node, const char* key, Node value) {
  if (!node.is_mapping() || node.find(key) != nullptr) return;
  value.set_span(node.span());
  node.mapping().set(key, std::move(value), node.span());
}

template <typename Action>
void for_each_item(Node* node, const Action& action) {
  if (node == nullptr || !node->is_sequence()) return;
  for (auto& item : node->sequence()) action(item);
}

template <typename Action>
void for_each_value(Node* node, const Action& action) {
  if (node == nullptr || !node->is_mapping()) return;
  for (auto& entry : node->mapping()) action(entry.value);
}

void set_secret_target(Node& secret) {
  const auto* source = secret.find("source");
  const std::string name = source != nullptr && source->is_string() ? source->string() : std::string();
  set_missing(secret, "target", Node("/run/secrets/" + name));
}

void set_port(Node& port) {
  set_missing(port, "protocol", Node("tcp"));
  set_missing(port, "mode", Node("ingress"));
}

void set_device_count(Node& device) {
  if (device.find("device_ids") == nullptr) set_missing(device, "count", Node("all"));
}

void set_bind(Node& mount) {
  if (auto* bind = mount.find("bind")) set_missing(*bind, "create_host_path", Node(true));
}

void set_service(Node& service) {
  if (auto* build = service.find("build")) set_missing(*build, "context", Node("."));
  for_each_item(service.find("secrets"), set_secret_target);
  for_each_item(service.find("ports"), set_port);
  for_each_item(service.find("gpus"), set_device_count);
  for_each_item(service.find("volumes"), set_bind);
  auto* node = &service;
  for (const char* key : {"deploy", "resources", "reservations", "devices"}) {
    node = node->find(key);
    if (node == nullptr) return;
  }
  for_each_item(node, set_device_count);
}

void resolve_environment_list(Node& service, const Environment& environment) {
  for_each_item(service.find("environment"), [&](Node& item) {
    if (!item.is_string()) return;
    const auto variable = environment.find(item.string());
    if (!variable) return;
    history::filled(item, item.string(), *variable);
    item.string() += "=" + variable->value;
  });
}

void set_from_variable(Node& object, const char* key, const Environment& environment) {
  const auto* name = object.find("environment");
  if (name == nullptr || !name->is_string()) return;
  if (auto value = environment.value(name->string())) object.mapping().set(key, Node(std::move(*value)), name->span());
}

}  // namespace

void set_defaults(Node& model) {
  for_each_value(model.find("services"), set_service);
}

void resolve_variables(Node& model, const Environment& environment) {
  for_each_value(model.find("services"), [&](Node& service) { resolve_environment_list(service, environment); });
  for_each_value(model.find("secrets"), [&](Node& it) { set_from_variable(it, secret_value_key, environment); });
  for_each_value(model.find("configs"), [&](Node& it) { set_from_variable(it, "content", environment); });
}

}  // namespace berth::compose
