#include "compose/attributes.hpp"

#include <array>

#include "compose/attribute_rows.hpp"

namespace berth::compose {

std::span<const std::span<const Attribute>> attributes() {
  static const std::array<std::span<const Attribute>, 6> all = {rows::top(),   rows::service(), rows::service_more(),
                                                                rows::build(), rows::deploy(),  rows::mounts()};
  return all;
}

}  // namespace berth::compose
