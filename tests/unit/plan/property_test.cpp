// Whatever is declared and whatever is there: a plan leads to what is declared, a second one has nothing to do, no step
// runs before what it needs, and nothing outside the project is touched. Thousands of random cases.
#include <algorithm>
#include <cstdlib>
#include <random>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/names.hpp"
#include "plan/print.hpp"
#include "unit/plan/random_project.hpp"
#include "unit/plan/simulated_engine.hpp"

using namespace berth;
using namespace berth::test;
using engine_api::ContainerStatus;

namespace {

/// BERTH_PROPERTY_ROUNDS asks for more when there is time.
std::uint32_t rounds_or(std::uint32_t usual) {
  const char* wanted = std::getenv("BERTH_PROPERTY_ROUNDS");
  return wanted == nullptr ? usual : static_cast<std::uint32_t>(std::stoul(wanted));
}

SimulatedEngine engine_with_strangers(std::uint32_t seed) {
  SimulatedEngine engine(seed);
  for (const auto* image : {"image0", "image1", "image2"}) engine.add_image(image);
  engine.add_foreign_network("elsewhere");
  engine.add_foreign_volume("precious");
  engine.add_foreign_container("stranger");
  engine.capabilities.several_networks_at_create = seed % 2 == 0;
  engine.capabilities.host_port_ranges = true;
  engine.capabilities.mounts_in_list = engine.capabilities.health_in_list = seed % 5 != 0;
  return engine;
}

plan::Plan plan_up(const SimulatedEngine& engine, const compose::Project& project, const plan::UpOptions& options) {
  return plan::make_up(project, engine.observe_for_up(project, options), options);
}

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

/// What happens to containers between two commands.
void disturb(SimulatedEngine& engine, const std::string& project, std::mt19937& random) {
  for (auto& container : engine.containers) {
    if (container.summary.label(plan::label::project) != project || random() % 4 != 0) continue;
    if (container.summary.state == ContainerStatus::running) engine.stop(container, random() % 2 == 0 ? 1 : 0);
  }
  std::erase_if(engine.containers, [&](const auto& container) {
    return container.summary.label(plan::label::project) == project && random() % 8 == 0 &&
           container.summary.state != ContainerStatus::running;
  });
  std::erase_if(engine.networks, [&](const auto& network) {
    return network.label(plan::label::project) == project && random() % 6 == 0 &&
           std::ranges::none_of(engine.containers, [&](const auto& container) {
             return container.summary.networks.contains(network.name) &&
                    container.summary.state == ContainerStatus::running;
           });
  });
  if (random() % 4 == 0) engine.add_image(fmt::format("image{}", random() % 3));
}

plan::UpOptions random_options(std::mt19937& random, const compose::Project& project) {
  plan::UpOptions options;
  options.remove_orphans = true;
  options.wait = random() % 3 == 0;
  if (random() % 8 == 0) options.recreate = plan::Recreate::force;
  if (random() % 8 == 0) options.renew_anonymous_volumes = true;
  for (const auto& [key, volume] : project.volumes) options.recreate_volumes.insert(volume.name);
  return options;
}

/// As the user types it again: what was forced once is not asked for a second time.
plan::UpOptions again(plan::UpOptions options) {
  options.recreate = plan::Recreate::diverged;
  options.renew_anonymous_volumes = false;
  return options;
}

}  // namespace

TEST_CASE("up reaches what is declared, from whatever is there") {
  const std::uint32_t rounds = rounds_or(1000);
  for (std::uint32_t seed = 1; seed <= rounds; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    auto engine = engine_with_strangers(seed);
    const auto strangers = engine.outside("shop");

    RandomProject projects(seed * 31);
    const auto before = projects.make("shop");
    const auto earlier = random_options(random, before);
    const auto first = plan_up(engine, before, earlier);
    // An interrupted run is one that stops after any of its steps.
    engine.execute(first, before, random() % 2 == 0 ? SIZE_MAX : random() % (first.steps.size() + 1));
    disturb(engine, "shop", random);

    const auto project = projects.make("shop");
    const auto options = random_options(random, project);
    const auto interrupted = plan_up(engine, project, options);
    if (random() % 2 == 0) engine.execute(interrupted, project, random() % (interrupted.steps.size() + 1));
    const auto plan = plan_up(engine, project, options);
    CAPTURE(plan::print_text(plan));
    try {
      engine.execute(plan, project);
    } catch (const PlanFault& fault) {
      FAIL(std::string(fault.what()));
    }
    check_declared(engine, project);
    const auto second = plan_up(engine, project, again(options));
    REQUIRE_MESSAGE(second.empty(), plan::print_text(second));
    REQUIRE(engine.outside("shop") == strangers);
  }
}

TEST_CASE("down leaves nothing of the project, and everything else") {
  const std::uint32_t rounds = rounds_or(300);
  for (std::uint32_t seed = 1; seed <= rounds; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    auto engine = engine_with_strangers(seed);
    const auto strangers = engine.outside("shop");
    RandomProject projects(seed * 17);
    const auto before = projects.make("shop");
    const auto first = plan_up(engine, before, {});
    engine.execute(first, before, random() % 2 == 0 ? SIZE_MAX : random() % (first.steps.size() + 1));
    disturb(engine, "shop", random);

    compose::Project only_name;
    only_name.name = "shop";
    // Half of the time there is no file: labels alone tell what there is.
    const auto declared =
        random() % 2 == 0 ? projects.make("shop") : plan::project_from_labels("shop", engine.observe(only_name));
    plan::DownOptions options;
    options.volumes = true;
    options.remove_orphans = true;
    const auto plan = plan::make_down(declared, engine.observe(declared), options);
    CAPTURE(plan::print_text(plan));
    try {
      engine.execute(plan, declared);
    } catch (const PlanFault& fault) {
      FAIL(std::string(fault.what()));
    }
    REQUIRE_FALSE(plan.leaves_something());
    REQUIRE(engine.observe(only_name).containers.empty());
    REQUIRE(engine.observe(only_name).networks.empty());
    REQUIRE(engine.observe(only_name).volumes.empty());
    REQUIRE(engine.outside("shop") == strangers);
  }
}

TEST_CASE("stop and start undo each other") {
  const std::uint32_t rounds = rounds_or(300);
  for (std::uint32_t seed = 1; seed <= rounds; ++seed) {
    CAPTURE(seed);
    auto engine = engine_with_strangers(seed);
    const auto project = RandomProject(seed * 13).make("shop");
    engine.execute(plan_up(engine, project, {}), project);
    try {
      engine.execute(plan::make_stop(project, engine.observe(project), {}), project);
      for (const auto& container : engine.containers)
        REQUIRE((container.summary.state != ContainerStatus::running || container.summary.name() == "stranger"));
      if (engine.observe(project).containers.empty()) continue;
      engine.execute(plan::make_start(project, engine.observe(project), {}), project);
    } catch (const PlanFault& fault) {
      FAIL(std::string(fault.what()));
    }
    check_declared(engine, project);
  }
}
