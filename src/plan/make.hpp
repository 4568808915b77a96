// From what is declared and what is there to a plan: one function per command. All are pure; they throw berth::Error,
// with the place in the file, when the project asks for something that cannot be done.
#pragma once

#include <string>

#include "compose/project.hpp"
#include "plan/observed.hpp"
#include "plan/options.hpp"
#include "plan/plan.hpp"

namespace berth::plan {

/// `up`; with no_start `create`. Services whose image is renewed by this plan and whose containers exist are shown with
/// the cause image_renewed and left alone: only the new image's id can decide. Whoever executes calls make_up_images
/// first.
Plan make_up(const compose::Project& project, const Observed& observed, const UpOptions& options);

/// The pulls and builds of `up`, when what becomes of existing containers depends on their outcome; otherwise empty,
/// since make_up does them beside everything else. When it is not empty: execute it, observe the images again, and go
/// on with make_up(project, observed, after_images(options)).
Plan make_up_images(const compose::Project& project, const Observed& observed, const UpOptions& options);
UpOptions after_images(UpOptions options);

/// What `up` needs from programs beside the engine, before anything else: providers of services, in the order of their
/// dependencies, and models. make_up shows it unless `options.prepared`; whoever executes does this first, gives the
/// variables that come of it to services (compose::Additions), and goes on with make_up.
Plan make_preparations(const compose::Project& project, const UpOptions& options);

Plan make_down(const compose::Project& project, const Observed& observed, const DownOptions& options);
Plan make_start(const compose::Project& project, const Observed& observed, const StartOptions& options);
Plan make_stop(const compose::Project& project, const Observed& observed, const StopOptions& options);
Plan make_restart(const compose::Project& project, const Observed& observed, const RestartOptions& options);
Plan make_remove(const compose::Project& project, const Observed& observed, const RemoveOptions& options);
Plan make_kill(const compose::Project& project, const Observed& observed, const KillOptions& options);
Plan make_pause(const compose::Project& project, const Observed& observed, const PauseOptions& options);
Plan make_unpause(const compose::Project& project, const Observed& observed, const PauseOptions& options);
Plan make_scale(const compose::Project& project, const Observed& observed, const ScaleOptions& options);
Plan make_pull(const compose::Project& project, const Observed& observed, const ImageOptions& options);
Plan make_push(const compose::Project& project, const ImageOptions& options);
Plan make_build(const compose::Project& project, const Observed& observed, const ImageOptions& options);

/// What the labels of a project's containers, networks and volumes tell when there is no file: services with their
/// dependencies, networks and volumes by name. Good for everything that creates nothing (down, start, stop, rm …).
compose::Project project_from_labels(const std::string& name, const Observed& observed);

}  // namespace berth::plan
