// Fills in what a plan could not know yet, just before a container is created.
#pragma once

#include <functional>
#include <string>

#include "plan/step.hpp"

namespace berth::plan {

/// `container_id` gives the id that a CreateContainer step got; `image_id` is the id of the image after the step's
/// image_step (empty: leave the label as planned).
engine_api::ContainerCreate resolve(const CreateContainer& create,
                                    const std::function<std::string(StepIndex)>& container_id,
                                    const std::string& image_id);

}  // namespace berth::plan
