// What a command was asked to do, one struct per command. Defaults are those of Docker Compose v5.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/quantity.hpp"

namespace berth::plan {

/// Services named on the command line; empty stands for all.
using ServiceNames = std::vector<std::string>;

/// --force-recreate and --no-recreate; always_recreate_deps speaks of services that were not named.
enum class Recreate { diverged, force, never };

/// --pull of `up` and `create`; by_policy leaves it to each service's pull_policy.
enum class Pull { by_policy, always, missing, never };

/// --build and --no-build.
enum class Build { when_missing, always, never };

/// --rmi of `down`: local removes only images that the file does not name (built without an `image`).
enum class RemoveImages { none, local, all };

/// `up`, and with no_start `create`.
struct UpOptions {
  ServiceNames services;
  Recreate recreate = Recreate::diverged;
  bool always_recreate_deps = false;
  bool renew_anonymous_volumes = false;  ///< -V: recreates, and removes the volumes that it leaves behind
  bool remove_orphans = false;
  bool no_deps = false;
  bool no_start = false;
  bool wait = false;  ///< a gate per service at the end: running, healthy or, for a one-shot, done
  Build build = Build::when_missing;
  Pull pull = Pull::by_policy;
  std::map<std::string, std::int64_t> scale;  ///< --scale, by service
  std::optional<Nanoseconds> timeout;         ///< -t: grace period of stops; nullopt: the service's own
  bool rerun = false;     ///< run one-shots again that succeeded already with this configuration and image
  bool prepared = false;  ///< make_preparations was executed: providers and models are left out
  /// Engine names of volumes whose configuration changed and whose data the user agreed to lose.
  std::set<std::string> recreate_volumes;
};

struct DownOptions {
  ServiceNames services;
  bool volumes = false;
  bool remove_orphans = false;
  RemoveImages images = RemoveImages::none;
  std::optional<Nanoseconds> timeout;
};

struct StartOptions {
  ServiceNames services;
  bool wait = false;
};

struct StopOptions {
  ServiceNames services;
  std::optional<Nanoseconds> timeout;
};

struct RestartOptions {
  ServiceNames services;
  bool no_deps = false;  ///< leave alone what depends on them with `restart: true`
  std::optional<Nanoseconds> timeout;
};

struct RemoveOptions {
  ServiceNames services;
  bool stop = false;     ///< -s: stop what runs; otherwise it stays
  bool volumes = false;  ///< -v: anonymous volumes too
};

struct KillOptions {
  ServiceNames services;
  std::string signal = "SIGKILL";
  bool remove_orphans = false;  ///< those of services that are not in the file, too
};

/// `pause` and `unpause`.
struct PauseOptions {
  ServiceNames services;
};

struct ScaleOptions {
  std::map<std::string, std::int64_t> scale;
  bool no_deps = false;
  bool prepared = false;  ///< as in UpOptions
};

/// `pull`, `push` and `build` as commands of their own.
struct ImageOptions {
  ServiceNames services;
  bool with_dependencies = false;  ///< pull and push --include-deps, build --with-dependencies
  bool ignore_buildable = false;   ///< pull: services that can be built
  Pull policy = Pull::by_policy;   ///< pull --policy: missing or always
  bool no_cache = false;           ///< build
  bool pull_base = false;          ///< build --pull
  bool push = false;               ///< build --push
  std::int64_t memory = 0;         ///< build --memory, bytes
};

}  // namespace berth::plan
