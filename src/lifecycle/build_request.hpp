// What a service's `build` asks of the engine: options, the files that go with them, and what the build may ask for.
#pragma once

#include <memory>
#include <string>

#include "engine_client/engine.hpp"
#include "lifecycle/steps.hpp"
#include "plan/step.hpp"

namespace berth::lifecycle {

/// For Engine::build_image; `tar` is null when the engine fetches the context itself.
struct ClassicBuild {
  engine_api::BuildOptions options;
  std::unique_ptr<engine::ByteSource> tar;
};

/// Throws berth::Error: files are missing, or cannot be read.
ClassicBuild classic_build(const StepContext& context, const plan::BuildImage& step, const compose::Service& service);

/// For Engine::solve_image.
struct BuildKitBuild {
  engine_api::BuildOptions options;
  engine::BuildOffers offers;
};

/// Throws berth::Error as well for what the Dockerfile frontend of an old engine would ignore.
BuildKitBuild buildkit_build(const StepContext& context, const plan::BuildImage& step, const compose::Service& service,
                             const engine_api::Capabilities& can);

}  // namespace berth::lifecycle
