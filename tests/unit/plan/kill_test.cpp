// A command that is killed after any of its steps: the same command, or down, from there ends as if nothing had been.
// Every step of every plan, for random projects: first up, recreate, scale, down.
#include <algorithm>
#include <functional>
#include <random>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "plan/labels.hpp"
#include "plan/make.hpp"
#include "plan/print.hpp"
#include "unit/plan/declared.hpp"
#include "unit/plan/random_project.hpp"

using namespace berth;
using namespace berth::test;

namespace {

/// One command from one state of the engine.
struct Command {
  std::string name;
  SimulatedEngine before;
  compose::Project project;
  std::function<plan::Plan(const SimulatedEngine&)> plan;
};

plan::UpOptions usual(const compose::Project& project) {
  plan::UpOptions options;
  options.remove_orphans = true;
  for (const auto& [key, volume] : project.volumes) options.recreate_volumes.insert(volume.name);
  return options;
}

Command up(std::string name, SimulatedEngine before, compose::Project project) {
  auto plan = [project](const SimulatedEngine& engine) { return plan_up(engine, project, usual(project)); };
  return {std::move(name), std::move(before), std::move(project), std::move(plan)};
}

plan::Plan plan_down(const SimulatedEngine& engine, const compose::Project& project) {
  plan::DownOptions options;
  options.volumes = true;
  options.remove_orphans = true;
  return plan::make_down(project, engine.observe(project), options);
}

Command down(SimulatedEngine before, compose::Project project) {
  auto plan = [project](const SimulatedEngine& engine) { return plan_down(engine, project); };
  return {"down", std::move(before), std::move(project), std::move(plan)};
}

SimulatedEngine after_up(SimulatedEngine engine, const compose::Project& project) {
  engine.execute(plan_up(engine, project, usual(project)), project);
  return engine;
}

compose::Project with_replicas(compose::Project project, std::int64_t replicas) {
  for (auto& [name, service] : project.services) {
    const bool may = service.container_name.empty() && service.ports.empty() && service.network_mode.empty();
    if (may) service.scale = replicas;
  }
  return project;
}

/// Nobody's, or of a service that the project does not declare, or under a name that is no container's for good.
std::size_t declared_containers(const compose::Project& project) {
  std::int64_t count = 0;
  for (const auto& [name, service] : project.services) count += compose::replicas(service);
  return static_cast<std::size_t>(count);
}

void execute(SimulatedEngine& engine, const plan::Plan& plan, const compose::Project& project) {
  CAPTURE(plan::print_text(plan));
  try {
    engine.execute(plan, project);
  } catch (const PlanFault& fault) {
    FAIL(std::string(fault.what()));
  }
}

void ends_with_up(SimulatedEngine engine, const compose::Project& project, const std::string& strangers) {
  execute(engine, plan_up(engine, project, usual(project)), project);
  check_declared(engine, project);
  const auto observed = engine.observe(project);
  std::string names;
  for (const auto& container : observed.containers) names += container.name() + " ";
  REQUIRE_MESSAGE(observed.containers.size() == declared_containers(project), names);
  const auto second = plan_up(engine, project, usual(project));
  REQUIRE_MESSAGE(second.empty(), plan::print_text(second));
  REQUIRE(engine.outside(project.name) == strangers);
}

void ends_with_down(SimulatedEngine engine, const compose::Project& project, const std::string& strangers) {
  const auto plan = plan_down(engine, project);
  REQUIRE_FALSE(plan.leaves_something());
  execute(engine, plan, project);
  compose::Project only_name;
  only_name.name = project.name;
  const auto left = engine.observe(only_name);
  REQUIRE(left.containers.empty());
  REQUIRE(left.networks.empty());
  REQUIRE(left.volumes.empty());
  REQUIRE(engine.outside(project.name) == strangers);
}

/// After each number of its steps, and once more in the middle of the last one.
void kill_everywhere(const Command& command) {
  CAPTURE(command.name);
  const auto strangers = command.before.outside(command.project.name);
  const auto plan = command.plan(command.before);
  CAPTURE(plan::print_text(plan));
  const bool has_hooks = std::ranges::any_of(
      plan.steps, [](const auto& step) { return std::holds_alternative<plan::RunToEnd>(step.operation); });
  for (std::size_t steps = 0; steps <= plan.steps.size(); ++steps) {
    for (const bool cut_short : {false, true}) {
      if (cut_short && !has_hooks) continue;
      CAPTURE(steps);
      CAPTURE(cut_short);
      auto engine = command.before;
      engine.execute(plan, command.project, steps, cut_short);
      ends_with_up(engine, command.project, strangers);
      ends_with_down(engine, command.project, strangers);
      // The next run may be killed as well.
      const auto next = command.plan(engine);
      engine.execute(next, command.project, next.steps.size() / 2, cut_short);
      ends_with_up(engine, command.project, strangers);
      ends_with_down(engine, command.project, strangers);
    }
  }
}

}  // namespace

TEST_CASE("killed after any step, the next run ends it") {
  for (const auto seed : seeds(12)) {
    CAPTURE(seed);
    RandomProject projects(seed * 41);
    const auto first = projects.make("shop");
    const auto second = projects.make("shop");
    const auto nothing = engine_with_strangers(seed);
    const auto running = after_up(nothing, first);
    kill_everywhere(up("first up", nothing, first));
    kill_everywhere(up("recreate", running, second));
    kill_everywhere(up("scale up", running, with_replicas(first, 3)));
    kill_everywhere(up("scale down", after_up(nothing, with_replicas(first, 3)), with_replicas(first, 1)));
    kill_everywhere(down(running, first));
  }
}

TEST_CASE("of several networks of one name, those that nothing uses are removed before anything joins") {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const auto project = RandomProject(seed * 7).make("shop");
    auto engine = engine_with_strangers(seed);
    const auto plan = plan_up(engine, project, usual(project));
    engine.execute(plan, project, seed % (plan.steps.size() + 1));
    const auto there = engine.networks;
    for (const auto& network : there) {
      if (network.label(plan::label::project) != "shop") continue;
      auto namesake = network;
      namesake.id = engine.new_id();
      engine.networks.insert(seed % 2 == 0 ? engine.networks.begin() : engine.networks.end(), namesake);
    }
    ends_with_up(engine, project, engine.outside("shop"));
    ends_with_down(engine, project, engine.outside("shop"));
  }
}
