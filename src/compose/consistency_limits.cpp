#include "compose/consistency_limits.hpp"

#include <initializer_list>

#include <fmt/format.h>

#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

const Node* below(const Node& node, std::initializer_list<const char*> path) {
  const auto* at = &node;
  for (const char* key : path) {
    at = at == nullptr ? nullptr : at->find(key);
  }
  return at;
}

bool is_zero(const Node& node) {
  return node.is_null() || yaml::scalar_text(node) == "0";
}

struct Pair {
  const char* short_name;
  std::initializer_list<const char*> path;
  const char* path_text;
};

void compare(const std::string& name, const Node& service, const Pair& pair, bool zero_counts,
             Diagnostics& diagnostics) {
  const auto* one = service.find(pair.short_name);
  const auto* other = below(service, pair.path);
  if (one == nullptr || other == nullptr || one->broken() || other->broken() || *one == *other) return;
  if (!zero_counts && (is_zero(*one) || is_zero(*other))) return;
  diagnostics.add({.code = "conflict",
                   .span = one->span(),
                   .path = "services." + name,
                   .message = fmt::format("\"{}\" ({}) and \"{}\" ({}) differ", pair.short_name,
                                          yaml::scalar_text(*one), pair.path_text, yaml::scalar_text(*other)),
                   .hint = "keep one of them",
                   .notes = {{other->span(), "the other one"}}});
}

std::int64_t replicas_of(const Node& service) {
  for (const auto* node : {service.find("scale"), below(service, {"deploy", "replicas"})}) {
    if (node != nullptr && node->kind() == yaml::Kind::integer) return node->integer();
  }
  return 1;
}

}  // namespace

void check_limits(const std::string& name, const Node& service, Diagnostics& diagnostics) {
  compare(name, service, {"scale", {"deploy", "replicas"}, "deploy.replicas"}, true, diagnostics);
  compare(name, service, {"cpus", {"deploy", "resources", "limits", "cpus"}, "deploy.resources.limits.cpus"}, false,
          diagnostics);
  compare(name, service, {"mem_limit", {"deploy", "resources", "limits", "memory"}, "deploy.resources.limits.memory"},
          false, diagnostics);
  compare(
      name, service,
      {"mem_reservation", {"deploy", "resources", "reservations", "memory"}, "deploy.resources.reservations.memory"},
      false, diagnostics);
  compare(name, service, {"pids_limit", {"deploy", "resources", "limits", "pids"}, "deploy.resources.limits.pids"},
          false, diagnostics);
  const auto* container_name = service.find("container_name");
  if (container_name != nullptr && !container_name->broken() && replicas_of(service) > 1) {
    diagnostics.add({.code = "conflict",
                     .span = container_name->span(),
                     .path = fmt::format("services.{}.container_name", name),
                     .message = fmt::format("{} replicas cannot share one name", replicas_of(service)),
                     .hint = "remove container_name, or run one replica"});
  }
}

}  // namespace berth::compose
