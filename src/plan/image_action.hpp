// Whether a service's image has to be pulled or built: pull_policy, --pull, --build.
#pragma once

#include <optional>
#include <string>

#include "compose/project.hpp"
#include "plan/cause.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"

namespace berth::plan {

struct ImageAction {
  bool pull = false;
  bool build = false;  ///< with `pull`: only when the pull fails
  Cause cause;

  [[nodiscard]] bool any() const { return pull || build; }
};

/// pull_policy daily, weekly, every_<duration>: it has to be known when the local image was pulled.
bool depends_on_age(const compose::Service& service, const UpOptions& options);

/// Throws ProjectError when the image is missing and may be neither pulled nor built.
ImageAction image_action(const compose::Project& project, const compose::Service& service, const Observed& observed,
                         const UpOptions& options);

}  // namespace berth::plan
