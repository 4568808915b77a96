// Looking at the engine before planning: what is there of a project, in as few requests as possible.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "compose/project.hpp"
#include "engine_client/engine.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"

namespace berth::lifecycle {

/// What a command's planner looks at. Containers are always listed.
struct ObserveOptions {
  bool networks = true;
  bool images = true;        ///< `up` compares images; `stop` and `ps` do not care
  bool volumes = true;       ///< even then only asked for when the project declares some, or `all_volumes`
  bool all_volumes = false;  ///< `down -v`: also volumes that the file does not name (any more)
};

/// Lists run at the same time: containers by the project's label, networks, images and volumes as far as the project
/// has any. External and foreign networks and volumes that are used by name are in it as well. A project that consists
/// of a name is enough for `down` without a file. Throws EngineError.
boost::asio::awaitable<plan::Observed> observe(engine::Engine& engine, const compose::Project& project,
                                               ObserveOptions options = {});

/// For `up`, `create`, `scale` and `plan`: what plan::lookups_for_up asks for, and then the inspects that
/// plan::missing_facts wants (none when nothing is to be recreated). At most three requests for an `up` that has
/// nothing to do in a project without volumes.
boost::asio::awaitable<plan::Observed> observe_for_up(engine::Engine& engine, const compose::Project& project,
                                                      const plan::UpOptions& options);

}  // namespace berth::lifecycle
