// A process in the background that one command starts and later ones find again: the local engine, the name server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine_client/connect.hpp"
#include "engine_client/process_identity.hpp"

namespace berth::engine {

/// Where such processes of this user leave their traces. Empty variables are not set.
struct KeptFolders {
  std::string runtime;  ///< records, locks, sockets: $XDG_RUNTIME_DIR/berth, for root /run/berth, else `state`
  std::string state;    ///< logs: $XDG_STATE_HOME/berth, else ~/.local/state/berth
};
KeptFolders kept_folders(const Surroundings& surroundings);

/// Makes a folder that only this user may enter. Throws berth::Error.
void make_private_folder(const std::string& folder);

/// Held by one process at a time, which starts or stops; the others wait in the constructor. Throws berth::Error.
class StartLock {
 public:
  explicit StartLock(const std::string& path);
  StartLock(const StartLock&) = delete;
  StartLock& operator=(const StartLock&) = delete;
  ~StartLock();

 private:
  int descriptor_;
};

struct ProcessRecord {
  ProcessIdentity identity;
  std::string address;  ///< where it is reached, in its own words; may be empty
};

/// Throws berth::Error.
void write_process_record(const std::string& path, const ProcessRecord& record);

/// What is written of a process that still runs.
std::optional<ProcessRecord> recorded_process(const std::string& path);

/// Ends it (SIGTERM, SIGKILL after ten seconds) and removes the record. false when it did not run.
bool stop_recorded_process(const std::string& path);

}  // namespace berth::engine
