// Containers of `up` that no service claims.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "plan/labels.hpp"
#include "plan/up_members.hpp"

namespace berth::plan {

namespace {

/// A container (also of a hook) whose service is neither declared nor disabled, or that `run` left behind when it
/// ended.
bool is_left_over(const compose::Project& project, const ContainerSummary& container) {
  using engine_api::ContainerStatus;
  if (container.state == ContainerStatus::removing) return false;
  if (is_one_off(container))
    return container.state == ContainerStatus::exited || container.state == ContainerStatus::dead;
  const auto& service = service_of(container);
  return !project.services.contains(service) && !project.disabled_services.contains(service);
}

}  // namespace

void plan_orphans(Up& up) {
  std::vector<std::string> left;
  for (const auto& container : up.observed.containers) {
    const auto& service = service_of(container);
    const bool ran_once = is_one_off(container) || is_hook(container);
    if ((!is_managed(container) && !is_hook(container)) || !is_left_over(up.project, container)) continue;
    if (up.options.remove_orphans) {
      const auto reason = ran_once ? Reason::one_off_done : Reason::orphan;
      remove_container(up, container, {.reason = reason, .field = service});
    } else if (!ran_once) {
      left.push_back(container.name());
    }
  }
  if (left.empty()) return;
  std::ranges::sort(left);
  up.builder.warn("orphan-containers",
                  fmt::format("containers of services that are not in the file: {}", join_words(left)),
                  "--remove-orphans removes them; leave them if they belong to another file of this project");
}

}  // namespace berth::plan
