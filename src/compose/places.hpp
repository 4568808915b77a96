// Where single attributes stand: for messages about what an engine or Berth cannot do, which come after the tree is
// gone.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/source.hpp"

namespace berth::compose {

/// By path below the service or resource ("deploy.mode", "security_opt[1]"); only of attributes that are there.
using Places = std::map<std::string, Span, std::less<>>;

/// `otherwise` for what is not among them, or was made by no file.
Span place_of(const Places& places, std::string_view path, Span otherwise);

}  // namespace berth::compose
