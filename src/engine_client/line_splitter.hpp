// Output cut into lines, one splitter per container and channel; does no I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace berth::engine {

class LineSplitter {
 public:
  /// A longer line comes in pieces of this many bytes, so that output without line breaks does not fill the memory.
  static constexpr std::size_t longest_line = 64U << 10U;

  void feed(std::string_view bytes) { pending_.append(bytes); }
  /// The next line without its "\n" or "\r\n"; nullopt until more is fed.
  std::optional<std::string> next();
  /// At the end of the output: what came without a line break; nullopt when there is nothing.
  std::optional<std::string> finish();

 private:
  std::string pending_;
  std::size_t taken_ = 0;  // of pending_; erased in one go
};

}  // namespace berth::engine
