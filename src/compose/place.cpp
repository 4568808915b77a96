#include "compose/place.hpp"

namespace berth::compose {

std::string Place::text() const {
  if (parent_ == nullptr) return {};
  auto text = parent_->text();
  if (is_item_) return text + "[" + std::to_string(index_) + "]";
  if (!text.empty()) text += '.';
  return text.append(key_);
}

}  // namespace berth::compose
