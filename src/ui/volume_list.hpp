// Volumes as `volumes` lists them.
#pragma once

#include <vector>

#include "engine_api/resource.hpp"
#include "ui/listing.hpp"

namespace berth::ui {

/// DRIVER and VOLUME NAME, and the fields of `docker volume ls`; labels are sorted.
Listing volume_listing(const std::vector<engine_api::VolumeSummary>& volumes);

}  // namespace berth::ui
