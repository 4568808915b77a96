#include "dns/answer_cache.hpp"

#include <utility>

namespace berth::dns {
namespace {

constexpr std::size_t overhead = 256;  // bytes of an entry beside its texts, about

}  // namespace

std::size_t AnswerCache::size_of(const Entry& entry) {
  return overhead + 2 * entry.key.size() + entry.answer.records.size() +
         entry.answer.ttl_offsets.size() * sizeof(std::uint16_t);
}

void AnswerCache::remove(Entries::iterator entry) {
  bytes_ -= size_of(*entry);
  places_.erase(entry->key);
  entries_.erase(entry);
}

AnswerCache::Found AnswerCache::find(const std::string& key, std::uint64_t now) {
  const auto place = places_.find(key);
  if (place == places_.end()) return {};
  const auto entry = place->second;
  const auto age = now - entry->stored;
  if (age >= entry->answer.lifetime) {
    remove(entry);
    return {};
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return {&entry->answer, static_cast<std::uint32_t>(age)};
}

void AnswerCache::put(const std::string& key, RelayedAnswer answer, std::uint64_t now) {
  if (const auto place = places_.find(key); place != places_.end()) remove(place->second);
  Entry entry{key, std::move(answer), now};
  const auto size = size_of(entry);
  if (entry.answer.lifetime == 0 || entry.answer.truncated || size > most_bytes_) return;
  while (bytes_ + size > most_bytes_) remove(std::prev(entries_.end()));
  bytes_ += size;
  entries_.push_front(std::move(entry));
  places_.emplace(key, entries_.begin());
}

}  // namespace berth::dns
