// The order of keys in printed mappings.
#pragma once

#include <string_view>

namespace berth::compose {

/// go-yaml's order, in which Docker Compose prints mappings: numbers inside names count as numbers (a2 before a10),
/// signs come before letters, letters directly behind digits before signs.
bool natural_before(std::string_view a, std::string_view b);

}  // namespace berth::compose
