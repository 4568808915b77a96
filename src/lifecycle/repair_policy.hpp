// How soon and how often a service is put right again. The decision alone, without I/O.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "lifecycle/events.hpp"

namespace berth::lifecycle {

/// At once the first time; after that with pauses that double from a second up to a minute. A quiet minute forgets what
/// was; whoever needs more than ten repairs without one is given up.
class RepairPolicy {
 public:
  static constexpr int most = 10;
  static constexpr std::chrono::seconds first_pause{1};
  static constexpr std::chrono::seconds longest_pause{60};
  static constexpr std::chrono::seconds quiet{60};

  [[nodiscard]] bool may_repair(const std::string& service, Clock::time_point now) const;
  [[nodiscard]] bool given_up(const std::string& service) const;
  void repaired(const std::string& service, Clock::time_point now);
  /// When the next of those that have to wait may be repaired; nullopt: nobody waits.
  [[nodiscard]] std::optional<Clock::time_point> next(Clock::time_point now) const;

 private:
  struct Record {
    int repairs = 0;
    Clock::time_point last;
  };
  static Clock::duration pause_after(int repairs);
  [[nodiscard]] const Record* find(const std::string& service) const;

  std::map<std::string, Record> records_;
};

}  // namespace berth::lifecycle
