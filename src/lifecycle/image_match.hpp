// Which of the engine's images a reference of a compose file means.
#pragma once

#include <string>
#include <vector>

#include "engine_api/resource.hpp"

namespace berth::lifecycle {

/// The first image that carries the reference as tag or digest: "postgres:14" is "docker.io/library/postgres:14" on
/// Podman, and what Podman built itself is "localhost/shop-web:latest". nullptr: none, or an id (which only the engine
/// can resolve).
const engine_api::ImageSummary* find_image(const std::vector<engine_api::ImageSummary>& images,
                                           const std::string& reference);

}  // namespace berth::lifecycle
