// A small engine that executes plans in memory and refuses what a real one would refuse. It keeps what an engine keeps
// (containers, networks, volumes, images of all projects) and shows one project of it as Observed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"

namespace berth::test {

/// A step that an engine would have refused, or that ran before what it needs: the plan is wrong.
struct PlanFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class SimulatedEngine {
 public:
  explicit SimulatedEngine(std::uint32_t seed = 1) : random_(seed) {}

  engine_api::Capabilities capabilities;

  void add_image(const std::string& reference);
  /// A container, network or volume that belongs to nobody's project.
  void add_foreign_network(const std::string& name);
  void add_foreign_volume(const std::string& name);
  void add_foreign_container(const std::string& name);

  /// What a list of the project shows, and of other networks and volumes those that the project uses by name; then the
  /// inspects that planning asks for.
  [[nodiscard]] plan::Observed observe(const compose::Project& project) const;
  [[nodiscard]] plan::Observed observe_for_up(const compose::Project& project, const plan::UpOptions& options) const;

  /// Runs at most `limit` steps in a random order that the needs allow. Checks of each start that what the service
  /// depends on is there. `cut_short`: of the last one, when it is a container of pre_start, only the beginning is
  /// done.
  void execute(const plan::Plan& plan, const compose::Project& project, std::size_t limit = SIZE_MAX,
               bool cut_short = false);

  struct Container {
    engine_api::ContainerSummary summary;
    engine_api::ContainerCreate request;
    bool healthy = false;
    std::set<std::string> files;  ///< copied in
  };

  std::vector<Container> containers;
  std::vector<engine_api::NetworkSummary> networks;
  std::vector<engine_api::VolumeSummary> volumes;
  std::map<std::string, std::string> images;  ///< reference → id
  std::size_t starts = 0;
  std::size_t hooks = 0;  ///< containers of pre_start that ran

  Container* find(const std::string& name);
  void stop(Container& container, std::int64_t exit_code);
  /// Everything outside the project as one text, to see that nothing of it changed.
  [[nodiscard]] std::string outside(const std::string& project) const;
  std::string new_id();

 private:
  struct Run;
  std::mt19937 random_;
  std::uint64_t ids_ = 0;
};

}  // namespace berth::test
