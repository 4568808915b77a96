// Whatever is declared and whatever is there: a plan leads to what is declared, a second one has nothing to do, no step
// runs before what it needs, and nothing outside the project is touched. Thousands of random cases.
#include <algorithm>
#include <random>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/print.hpp"
#include "unit/plan/declared.hpp"
#include "unit/plan/random_project.hpp"
#include "unit/plan/simulated_engine.hpp"

using namespace berth;
using namespace berth::test;
using engine_api::ContainerStatus;

namespace {

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
  for (const auto seed : seeds(1000, {1221, 1629, 5187})) {
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
  for (const auto seed : seeds(300)) {
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
  for (const auto seed : seeds(300)) {
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
