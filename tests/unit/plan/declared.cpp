#include "unit/plan/declared.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <string>

#include <doctest/doctest.h>

#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/names.hpp"

namespace berth::test {

using engine_api::ContainerStatus;

std::vector<std::uint32_t> seeds(std::uint32_t usual, std::initializer_list<std::uint32_t> found) {
  const char* wanted = std::getenv("BERTH_PROPERTY_ROUNDS");
  const auto rounds = wanted == nullptr ? usual : static_cast<std::uint32_t>(std::stoul(wanted));
  std::vector<std::uint32_t> all(rounds);
  std::iota(all.begin(), all.end(), 1U);
  all.insert(all.end(), found);
  return all;
}

SimulatedEngine engine_with_strangers(std::uint32_t seed) {
  SimulatedEngine engine(seed);
  for (const auto* image : {"image0", "image1", "image2"}) engine.add_image(image);
  engine.add_foreign_network("elsewhere");
  engine.add_foreign_volume("precious");
  engine.add_foreign_container("stranger");
  engine.capabilities.several_networks_at_create = seed % 2 == 0;
  engine.capabilities.host_port_ranges = true;
  if (seed % 3 == 0) {
    engine.capabilities.kind = engine_api::EngineKind::podman;
    engine.capabilities.removes_shared = false;
  }
  engine.capabilities.mounts_in_list = engine.capabilities.health_in_list = seed % 5 != 0;
  return engine;
}

plan::Plan plan_up(const SimulatedEngine& engine, const compose::Project& project, const plan::UpOptions& options) {
  return plan::make_up(project, engine.observe_for_up(project, options), options);
}

namespace {

std::vector<const SimulatedEngine::Container*> members(const SimulatedEngine& engine, const compose::Project& project,
                                                       const std::string& service) {
  std::vector<const SimulatedEngine::Container*> found;
  for (const auto& container : engine.containers) {
    if (container.summary.label(plan::label::project) == project.name &&
        container.summary.label(plan::label::service) == service)
      found.push_back(&container);
  }
  return found;
}

bool is_one_shot(const compose::Project& project, const std::string& name) {
  return std::ranges::any_of(project.services, [&](const auto& entry) {
    const auto found = entry.second.depends_on.find(name);
    return found != entry.second.depends_on.end() &&
           found->second.condition == compose::DependencyCondition::completed_successfully;
  });
}

/// What is wrong with a container of the service; empty when it is as declared.
std::string wrong_with(const SimulatedEngine& engine, const compose::Project& project, const compose::Service& service,
                       const SimulatedEngine::Container& container) {
  const auto& summary = container.summary;
  const auto number = plan::number_of(summary).value_or(0);
  if (summary.name() != plan::container_name(project, service, number)) return "its name";
  if (summary.label(plan::label::config_hash) != service.config_hash) return "its configuration";
  if (summary.image_id != engine.images.at(service.image)) return "its image";
  const bool done = is_one_shot(project, service.name) && summary.state == ContainerStatus::exited;
  if (summary.state != ContainerStatus::running && !done) return "its state";
  if (summary.networks.size() != service.networks.size()) return "its number of networks";
  for (const auto& [key, attachment] : service.networks) {
    const auto joined = summary.networks.find(plan::network_name(project, key));
    if (joined == summary.networks.end()) return "a missing network";
    if (std::ranges::count(joined->second.aliases, service.name) == 0) return "its service name on a network";
    if (attachment && !attachment->aliases.empty() && std::ranges::count(joined->second.aliases, "alias") == 0)
      return "its alias";
  }
  if (service.network_mode.starts_with("service:")) {
    const auto parents = members(engine, project, service.network_mode.substr(8));
    if (parents.empty() || container.request.host.network_mode != "container:" + parents.front()->summary.id)
      return "the container whose network it shares";
  }
  if (service.configs.size() != container.files.size()) return "its configs";
  return "";
}

}  // namespace

void check_declared(const SimulatedEngine& engine, const compose::Project& project) {
  for (const auto& [name, service] : project.services) {
    const auto found = members(engine, project, name);
    REQUIRE_MESSAGE(static_cast<std::int64_t>(found.size()) == compose::replicas(service), name);
    std::set<std::int64_t> numbers;
    for (const auto* container : found) {
      numbers.insert(plan::number_of(container->summary).value_or(0));
      const auto wrong = wrong_with(engine, project, service, *container);
      REQUIRE_MESSAGE(wrong.empty(), container->summary.name() << ": " << wrong);
    }
    REQUIRE(numbers.size() == found.size());
  }
}

}  // namespace berth::test
