// Where a walk over a YAML tree stands, for messages: "services.web.ports[0]". Made on the stack while descending.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::compose {

class Place {
 public:
  Place() = default;
  Place(const Place& parent, std::string_view key) : parent_(&parent), key_(key) {}
  Place(const Place& parent, std::size_t index) : parent_(&parent), index_(index), is_item_(true) {}

  /// "services.web.ports[0]"; empty at the top.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool at_top() const { return parent_ == nullptr; }

 private:
  const Place* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  bool is_item_ = false;
};

}  // namespace berth::compose
