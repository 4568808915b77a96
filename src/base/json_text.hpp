// JSON as text that is passed on: checked, but not taken apart.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth {

/// The text without white space between its parts; strings, numbers and the order of keys stay as written (RFC 8259).
/// A problem says in words what is wrong and where ("line 3, column 7"), and gives the offset.
Result<std::string> compact_json(std::string_view text);

}  // namespace berth
