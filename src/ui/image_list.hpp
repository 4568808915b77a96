// Images of containers as `images` lists them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine_api/container.hpp"
#include "engine_api/resource.hpp"
#include "ui/listing.hpp"

namespace berth::ui {

/// One row a container: CONTAINER REPOSITORY TAG PLATFORM IMAGE ID SIZE CREATED. `images` by id; one that is gone is
/// shown by its id alone. `now`: seconds since 1970.
Listing image_listing(const std::vector<engine_api::ContainerSummary>& containers,
                      const std::map<std::string, engine_api::ImageInspect>& images, std::int64_t now);

}  // namespace berth::ui
