// How large a file becomes when its aliases are expanded, told before that is done.
#pragma once

#include <cstddef>
#include <optional>

#include "yaml/events.hpp"

namespace berth::yaml {

/// Index of the alias with which the documents together weigh more than `limit` (yaml/weight.hpp, and keys count, too);
/// nullopt when they do not. Takes one pass over the events, whatever they expand to.
std::optional<std::size_t> find_excessive_alias(const Events& events, std::size_t limit);

}  // namespace berth::yaml
