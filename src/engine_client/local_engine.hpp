// An engine of Berth's own for this user: `podman system service` (or dockerd) on a socket of its own, started when no
// other answers and kept for later commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine_client/connect.hpp"

namespace berth::engine {

/// Who runs as the local engine. A pid alone may belong to somebody else by now, so it counts only together with the
/// process's start time and its program.
struct LocalEngine {
  std::string address;  ///< "unix:///run/user/1000/berth/engine.sock"
  std::string program;  ///< "/usr/bin/podman"
  std::string log;      ///< path of its log
  std::int64_t pid = 0;
  bool started_now = false;
};

/// The one that runs, when it is still the process that Berth started and its socket is this user's.
std::optional<LocalEngine> local_engine_status(const Surroundings& surroundings);

/// The running one, or a new one when none runs: waits until it takes connections (at most 30 s). Two starters at once
/// get the same engine. Throws berth::Error: nothing is installed (naming the packages), or it does not come up (with
/// the last lines of its log).
LocalEngine start_local_engine(const Surroundings& surroundings);

/// false when none was running. Its containers go on.
bool stop_local_engine(const Surroundings& surroundings);

/// find_engine(), and when the user named none and none answers: the local engine, started if need be.
struct FoundEngine {
  Candidate candidate;
  std::optional<LocalEngine> local;
};
FoundEngine find_or_start_engine(const Surroundings& surroundings);

}  // namespace berth::engine
