// What `extends` will copy, told before the first copy is made. A part of compose/extend.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "yaml/node.hpp"

namespace berth::compose {

/// One service over the one that it extends.
struct Extension {
  const yaml::Node* service = nullptr;
  const yaml::Node* base = nullptr;
};

/// For each of them what it takes over (yaml/weight.hpp), where a base may extend another one in turn: what its own
/// bases say again counts once. Never less than what the merge makes, save for lists that hold the same item twice.
/// Costs as much as all services as they are written. No chain may be a circle.
std::vector<std::size_t> weights_taken_over(std::span<const Extension> extensions);

}  // namespace berth::compose
