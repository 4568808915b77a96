// What a value costs, in the unit of limits::project_values.
#pragma once

#include <cstddef>

#include "base/limits.hpp"
#include "yaml/node.hpp"

namespace berth::yaml {

/// One value with so many bytes of text.
constexpr std::size_t weight_of_text(std::size_t bytes) {
  return 1 + bytes / limits::bytes_of_value;
}

/// The value and all that is in it. Keys cost nothing.
std::size_t weight(const Node& node);

}  // namespace berth::yaml
