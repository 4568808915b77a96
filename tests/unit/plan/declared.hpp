// What the tests on random projects share: an engine with strangers on it, and whether a project is as it is declared.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "compose/project.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"
#include "unit/plan/simulated_engine.hpp"

namespace berth::test {

/// 1 to `usual`, and those that once found a defect. BERTH_PROPERTY_ROUNDS asks for more when there is time.
std::vector<std::uint32_t> seeds(std::uint32_t usual, std::initializer_list<std::uint32_t> found = {});

/// With the images of RandomProject, and a network, a volume and a container that belong to nobody's project. What it
/// can depends on the seed.
SimulatedEngine engine_with_strangers(std::uint32_t seed);

plan::Plan plan_up(const SimulatedEngine& engine, const compose::Project& project, const plan::UpOptions& options);

/// Fails the test when a service has not the containers that it should have, each under its name, with its
/// configuration, image, networks and state.
void check_declared(const SimulatedEngine& engine, const compose::Project& project);

}  // namespace berth::test
