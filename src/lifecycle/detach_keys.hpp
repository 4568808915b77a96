// The keys that leave an attached container and let it run on ("ctrl-p,ctrl-q"), found in what the user types.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::lifecycle {

/// "ctrl-p,ctrl-q", "a,b": characters and ctrl- with a letter or one of @ [ \ ] ^ _, joined by commas, as bytes.
/// Throws berth::Error.
std::string parse_detach_keys(std::string_view text);

/// Without I/O: bytes go in, and those that may go on come out. A beginning of the sequence is held back until it is
/// clear what it becomes.
class DetachKeys {
 public:
  /// Of parse_detach_keys; empty: nothing detaches.
  explicit DetachKeys(std::string sequence) : sequence_(std::move(sequence)) {}

  /// What to pass on. After detached() nothing comes any more.
  std::string feed(std::string_view bytes);
  [[nodiscard]] bool detached() const { return !sequence_.empty() && seen_ == sequence_.size(); }

 private:
  std::string sequence_;
  std::size_t seen_ = 0;  // how much of the sequence has been typed
};

}  // namespace berth::lifecycle
