// Which process it is: a pid alone may belong to somebody else by now.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace berth::engine {

struct ProcessIdentity {
  std::int64_t pid = 0;
  std::uint64_t start_time = 0;  ///< /proc/<pid>/stat field 22: clock ticks since the boot
  std::string program;           ///< /proc/<pid>/exe

  bool operator==(const ProcessIdentity&) const = default;
};

/// nullopt when there is no such process, or it is not ours to look at.
std::optional<ProcessIdentity> identify_process(std::int64_t pid);

/// A handle on the process that `identity` means, which stays with it whatever happens to its pid (pidfd_open(2)).
class ProcessHandle {
 public:
  /// nullopt when that very process does not run any more.
  static std::optional<ProcessHandle> open(const ProcessIdentity& identity);
  /// A child that nobody has waited for yet, so that its pid is still its own. Throws berth::Error.
  static ProcessHandle of_child(std::int64_t pid);
  ProcessHandle(ProcessHandle&& other) noexcept;
  ProcessHandle& operator=(ProcessHandle&&) = delete;
  ~ProcessHandle();

  void signal(int number) const;
  /// Readable once the process has ended: for poll(2).
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  explicit ProcessHandle(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace berth::engine
