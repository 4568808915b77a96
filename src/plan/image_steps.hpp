// Steps that pull and build images; each image once, whoever uses it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/builder.hpp"
#include "plan/image_action.hpp"

namespace berth::plan {

/// By reference: the last step that makes the image.
using ImageSteps = std::map<std::string, StepIndex>;

struct BuildFlags {
  bool no_cache = false;
  bool pull_base = false;
  std::int64_t memory = 0;  ///< bytes
};

/// Also one that was not selected or that no profile enables: others may build on its image. nullptr: unknown.
const compose::Service* find_service(const compose::Project& project, const std::string& name);

/// Services whose images the build of `service` uses: additional_contexts "service:NAME".
std::vector<std::string> base_services(const compose::Project& project, const compose::Service& service);

/// The selected services that have a `build`, each after those whose images its additional_contexts name; those are in
/// it even if they were not selected.
std::vector<std::string> in_build_order(const compose::Project& project, const std::vector<std::string>& services);

/// Adds the steps of `action` unless the image has some already. A build waits for the builds of services that its
/// additional_contexts name, as far as they were added before.
void add_image_steps(PlanBuilder& builder, ImageSteps& steps, const compose::Project& project,
                     const compose::Service& service, const ImageAction& action, BuildFlags flags = {});

}  // namespace berth::plan
