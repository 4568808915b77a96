// Projects made by chance, with configuration hashes that change exactly when a hashed part of the configuration does.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "compose/project.hpp"

namespace berth::test {

class RandomProject {
 public:
  explicit RandomProject(std::uint32_t seed) : random_(seed) {}

  /// Up to six services that depend on each other, with networks, volumes, ports, replicas, shared namespaces.
  compose::Project make(const std::string& name);

 private:
  /// True `percent` times of a hundred.
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::size_t below(std::size_t limit) { return random_() % limit; }

  void add_resources(compose::Project& project);
  compose::Service make_service(const compose::Project& project, std::size_t index);
  void add_dependencies(compose::Service& service, std::size_t index, const compose::Project& project);
  void add_mounts(compose::Service& service);
  void add_ports(compose::Service& service, std::size_t index);

  std::mt19937 random_;
  std::size_t port_shift_ = 0;  ///< which host port a service publishes differs from project to project
};

}  // namespace berth::test
