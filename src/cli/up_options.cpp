#include "cli/up_options.hpp"

#include "cli/change.hpp"
#include "cli/project.hpp"
#include "cli/scale_argument.hpp"

namespace berth::cli {

void add_create_options(Command& command, UpArguments& arguments) {
  command.flag("--build", arguments.build, "Build images first, even when they are there")
      .flag("--no-build", arguments.no_build, "Never build; a missing image is an error")
      .choice("--pull", arguments.pull, {"always", "missing", "if_not_present", "never", "build"},
              "When to fetch images first")
      .flag("--force-recreate", arguments.force_recreate, "Replace containers even when nothing changed")
      .flag("--no-recreate", arguments.no_recreate, "Leave existing containers as they are")
      .flag("--remove-orphans", arguments.remove_orphans, "Remove containers of services that left the file")
      .option("--scale", arguments.scale, "SERVICE=N", "Number of containers of a service; repeatable")
      .flag("--quiet-pull", arguments.quiet_pull, "Do not show the progress of pulls")
      .flag("--quiet-build", arguments.quiet_build, "Do not show the progress of builds")
      .flag("-y,--yes", arguments.yes, "Answer every question with yes")
      .also_spelt("--y", "--yes")
      .excludes("--build", "--no-build")
      .excludes("--force-recreate", "--no-recreate");
}

void add_start_options(Command& command, UpArguments& arguments) {
  command
      .flag("--always-recreate-deps", arguments.always_recreate_deps, "Replace what the named services depend on, too")
      .flag("-V,--renew-anon-volumes", arguments.renew_anonymous_volumes,
            "Replace containers with fresh anonymous volumes")
      .flag("--no-deps", arguments.no_deps, "Leave alone what the named services depend on")
      .flag("--no-start", arguments.no_start, "Create containers and start none")
      .flag("--rerun", arguments.rerun, "Run one-shots again that have succeeded already")
      .option("-t,--timeout", arguments.timeout, "SECONDS", "Time between the stop signal and the kill")
      .flag("--wait", arguments.wait, "Wait until services are running or healthy; implies -d")
      .excludes("--renew-anon-volumes", "--no-recreate")
      .excludes("--always-recreate-deps", "--no-recreate");
}

plan::UpOptions plan_options(const Context& context, const compose::Project& project, const UpArguments& arguments) {
  require_services(project, arguments.services);
  plan::UpOptions out;
  out.services = arguments.services;
  if (arguments.no_recreate) out.recreate = plan::Recreate::never;
  if (arguments.force_recreate || arguments.renew_anonymous_volumes) out.recreate = plan::Recreate::force;
  out.always_recreate_deps = arguments.always_recreate_deps;
  out.renew_anonymous_volumes = arguments.renew_anonymous_volumes;
  out.remove_orphans = arguments.remove_orphans || context.flag("COMPOSE_REMOVE_ORPHANS");
  out.no_deps = arguments.no_deps;
  out.no_start = arguments.no_start;
  out.wait = arguments.wait;
  out.rerun = arguments.rerun;
  if (arguments.build || arguments.pull == "build") out.build = plan::Build::always;
  if (arguments.no_build) out.build = plan::Build::never;
  if (arguments.pull == "always") out.pull = plan::Pull::always;
  if (arguments.pull == "missing" || arguments.pull == "if_not_present") out.pull = plan::Pull::missing;
  if (arguments.pull == "never") out.pull = plan::Pull::never;
  out.scale = parse_scale(arguments.scale);
  for (const auto& [service, count] : out.scale) require_services(project, {service});
  out.timeout = seconds(arguments.timeout);
  return out;
}

}  // namespace berth::cli
