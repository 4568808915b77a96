// One command at a time changes a project: a lock file per project and engine, held by flock(2), so that it is free
// again when its holder dies in whatever way.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <sys/types.h>

namespace berth::lifecycle {

/// Who holds it. The pid was checked against the process's start time, so it is not somebody who got the number later.
struct LockHolder {
  pid_t pid = 0;
  std::string command;  ///< "berth up -d"; foreign bytes: escape it when it is shown
};

/// What the lock is for.
struct LockName {
  std::string project;
  std::string engine;  ///< Engine::address()
};

struct LockOptions {
  std::filesystem::path folder;  ///< lock_folder()
  std::string command;           ///< what this process says of itself to those who wait
  bool wait = true;              ///< false: a taken lock is an error at once
};

/// $XDG_RUNTIME_DIR/berth, else $XDG_STATE_HOME/berth, else <home>/.local/state/berth; empty texts are "not set".
/// Throws berth::Error when there is none of the three.
std::filesystem::path lock_folder(const std::string& runtime_dir, const std::string& state_home,
                                  const std::string& home);

/// Held until it is destroyed.
class ProjectLock {
 public:
  ProjectLock() = default;
  explicit ProjectLock(int descriptor) : descriptor_(descriptor) {}
  ProjectLock(ProjectLock&& other) noexcept;
  ProjectLock& operator=(ProjectLock&& other) noexcept;
  ~ProjectLock();

  [[nodiscard]] bool held() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// Called once, before the waiting begins; nullopt: the holder cannot be told.
using LockWaitHandler = std::function<void(const std::optional<LockHolder>&)>;

/// Suspends until the lock is free; no timer. Cancellable. Throws berth::Error: the folder cannot be written, or the
/// lock is taken and `wait` is false (naming the holder).
boost::asio::awaitable<ProjectLock> lock_project(LockName name, LockOptions options, LockWaitHandler on_wait);

}  // namespace berth::lifecycle
