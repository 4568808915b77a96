// A stream of JSON objects, cut into the single objects; does no I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace berth::engine {

/// Engines put a line break after each object, and some put none. Objects larger than the limit, and bytes that begin
/// no object, throw HttpError.
class JsonSplitter {
 public:
  void feed(std::string_view bytes) { pending_.append(bytes); }
  /// The next whole object; nullopt until more is fed.
  std::optional<std::string> next();
  /// Nothing but white space is left over: the stream did not end within an object.
  [[nodiscard]] bool at_boundary() const;

 private:
  static constexpr std::size_t limit = 1U << 20U;  // bytes

  std::string pending_;
  std::size_t scanned_ = 0;  // of pending_
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace berth::engine
