// Answers of other name servers, kept as long as they may be, and no more of them than there is room for.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

#include "dns/relayed_answer.hpp"

namespace berth::dns {

class AnswerCache {
 public:
  struct Found {
    const RelayedAnswer* answer = nullptr;
    std::uint32_t age = 0;  ///< seconds
  };

  /// `most_bytes`: of answers and their keys.
  explicit AnswerCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// Until the next put(). None when there is none that is fresh. `now`: seconds on any clock that only goes forward.
  Found find(const std::string& key, std::uint64_t now);
  /// What may not be kept is not, nor what is too big. The one that was used longest ago makes room.
  void put(const std::string& key, RelayedAnswer answer, std::uint64_t now);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    RelayedAnswer answer;
    std::uint64_t stored = 0;
  };
  using Entries = std::list<Entry>;

  static std::size_t size_of(const Entry& entry);
  void remove(Entries::iterator entry);

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  Entries entries_;  // the one that was used last first
  std::unordered_map<std::string, Entries::iterator> places_;
};

}  // namespace berth::dns
