#include "lifecycle/repair_policy.hpp"

#include <algorithm>

namespace berth::lifecycle {

Clock::duration RepairPolicy::pause_after(int repairs) {
  // Nobody pauses before the second repair: the first is told apart from a service that cannot live.
  if (repairs <= 1) return repairs == 1 ? first_pause : Clock::duration::zero();
  constexpr int doublings = 6;  // the next one is longer than the longest pause
  return std::min<Clock::duration>(first_pause * (1 << std::min(repairs - 1, doublings)), longest_pause);
}

const RepairPolicy::Record* RepairPolicy::find(const std::string& service) const {
  const auto found = records_.find(service);
  return found == records_.end() ? nullptr : &found->second;
}

bool RepairPolicy::may_repair(const std::string& service, Clock::time_point now) const {
  const auto* record = find(service);
  return record == nullptr || (record->repairs <= most && now >= record->last + pause_after(record->repairs));
}

bool RepairPolicy::given_up(const std::string& service) const {
  const auto* record = find(service);
  return record != nullptr && record->repairs > most;
}

void RepairPolicy::repaired(const std::string& service, Clock::time_point now) {
  auto& record = records_[service];
  if (record.repairs != 0 && now - record.last >= pause_after(record.repairs) + quiet) record.repairs = 0;
  ++record.repairs;
  record.last = now;
}

std::optional<Clock::time_point> RepairPolicy::next(Clock::time_point now) const {
  std::optional<Clock::time_point> next;
  for (const auto& [service, record] : records_) {
    const auto at = record.last + pause_after(record.repairs);
    if (record.repairs > most || at <= now) continue;
    next = next ? std::min(*next, at) : at;
  }
  return next;
}

}  // namespace berth::lifecycle
