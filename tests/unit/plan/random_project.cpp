#include "unit/plan/random_project.hpp"

#include <array>
#include <functional>

#include <fmt/format.h>

namespace berth::test {

namespace {

using compose::DependencyCondition;

std::string hash_of(const std::string& text) {
  return fmt::format("{:016x}", std::hash<std::string>{}(text));
}

/// What Docker Compose hashes of the parts that are made here: not depends_on, replicas, profiles.
std::string hash_service(const compose::Service& service) {
  std::string text = service.image + service.container_name + service.network_mode;
  for (const auto& [name, value] : service.environment) text += name + "=" + value.value_or("") + ";";
  for (const auto& [name, attachment] : service.networks) text += "n" + name;
  for (const auto& mount : service.volumes) text += "v" + mount.source + ":" + mount.target;
  for (const auto& port : service.ports) text += "p" + port.published + port.host_ip;
  for (const auto& link : service.links) text += "l" + link;
  for (const auto& config : service.configs) text += "c" + config.source;
  for (const auto& from : service.volumes_from) text += "f" + from;
  return hash_of(text);
}

}  // namespace

void RandomProject::add_resources(compose::Project& project) {
  for (const auto* key : {"default", "back", "ext"}) {
    compose::Network network;
    network.key = key;
    network.external = network.key == "ext";
    network.name = network.external ? "elsewhere" : project.name + "_" + key;
    network.internal = chance(20);
    network.config_hash = hash_of(fmt::format("{}{}", network.name, network.internal));
    project.networks[key] = network;
  }
  for (const auto* key : {"data", "cache"}) {
    compose::Volume volume;
    volume.key = key;
    volume.name = project.name + "_" + key;
    volume.driver = chance(10) ? "other" : "";
    volume.config_hash = hash_of(volume.name + volume.driver);
    project.volumes[key] = volume;
  }
  compose::Config config;
  config.key = "conf";
  config.content = "text";
  project.configs["conf"] = config;
}

void RandomProject::add_dependencies(compose::Service& service, std::size_t index, const compose::Project& project) {
  constexpr std::array conditions = {DependencyCondition::started, DependencyCondition::healthy,
                                     DependencyCondition::completed_successfully};
  // A service is either waited for until it is healthy or until it is done, as in a file that makes sense.
  for (std::size_t other = 0; other < index; ++other) {
    if (!chance(40)) continue;
    compose::Dependency dependency;
    const auto wanted = conditions.at((other * 7 + project.name.size()) % conditions.size());
    dependency.condition = chance(50) ? wanted : DependencyCondition::started;
    dependency.restart = chance(30);
    dependency.required = chance(80);
    service.depends_on[fmt::format("s{}", other)] = dependency;
  }
}

void RandomProject::add_mounts(compose::Service& service) {
  if (chance(40)) {
    compose::Mount mount;
    mount.source = chance(50) ? "data" : "cache";
    mount.target = "/" + mount.source;
    service.volumes.push_back(mount);
  }
  if (chance(25)) {
    compose::Mount anonymous;
    anonymous.target = "/anonymous";
    service.volumes.push_back(anonymous);
  }
  if (chance(20)) service.configs.push_back({.source = "conf"});
}

void RandomProject::add_ports(compose::Service& service, std::size_t index) {
  if (!chance(40)) return;
  compose::Port port;
  port.target = 80;
  // Two services may swap a port between one project and the next, never share one within a project.
  port.published = fmt::format("{}", 8000 + (index + port_shift_) % 7);
  service.ports.push_back(port);
}

compose::Service RandomProject::make_service(const compose::Project& project, std::size_t index) {
  compose::Service service;
  service.name = fmt::format("s{}", index);
  service.image = fmt::format("image{}", below(3));
  if (chance(30)) service.environment["LEVEL"] = chance(50) ? "info" : "debug";
  add_dependencies(service, index, project);
  const bool shares = index > 0 && chance(12);
  const auto parent = fmt::format("s{}", index == 0 ? 0 : below(index));
  if (shares && project.services.at(parent).scale == 1) {
    service.network_mode = "service:" + parent;
    service.depends_on.try_emplace(parent).first->second.restart = true;
  } else {
    service.networks["default"] = std::nullopt;
    if (chance(40)) service.networks["back"].emplace().aliases = {"alias"};
    if (chance(10)) service.networks["ext"] = std::nullopt;
    add_ports(service, index);
  }
  add_mounts(service);
  service.scale = chance(70) || !service.ports.empty() ? 1 : static_cast<std::int64_t>(below(4));
  if (service.scale == 1 && chance(15)) service.container_name = fmt::format("{}-named-{}", project.name, index);
  if (chance(15)) service.pre_start.push_back({.command = {"prepare"}, .per_replica = chance(40)});
  if (chance(10)) service.post_start.push_back({.command = {"true"}});
  if (chance(10)) service.pre_stop.push_back({.command = {"true"}});
  service.config_hash = hash_service(service);
  return service;
}

compose::Project RandomProject::make(const std::string& name) {
  compose::Project project;
  project.name = name;
  add_resources(project);
  port_shift_ = below(3);
  const std::size_t count = 1 + below(6);
  for (std::size_t index = 0; index < count; ++index) {
    auto service = make_service(project, index);
    project.services[service.name] = std::move(service);
  }
  // The last one may be missing: its containers of another file become orphans.
  if (count > 1 && chance(20)) project.services.erase(std::prev(project.services.end()));
  return project;
}

}  // namespace berth::test
