#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

#include "unit/plan/golden_case.hpp"
#include "unit/tests_folder.hpp"

using namespace berth::test;

TEST_CASE("plans are as tests/golden/plan says") {
  const bool update = std::getenv("BERTH_UPDATE_GOLDEN") != nullptr;
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(tests_folder() + "/golden/plan"))
    paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  REQUIRE_FALSE(paths.empty());
  for (const auto& path : paths) {
    CAPTURE(path);
    auto golden = read_case(path);
    const auto plan = run_case(golden);
    if (update) {
      golden.plan = plan;
      write_case(golden);
    }
    CHECK(plan == golden.plan);
  }
}
