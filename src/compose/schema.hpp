// The compose language as a JSON schema, for editors: made from the attribute table, so that it says what Berth reads.
#pragma once

#include <string>

#include "yaml/node.hpp"

namespace berth::compose {

/// Draft 7, which every editor knows. It describes one file as written: short and long forms, before variables are
/// filled in, so that a text with a `$` in it passes where words are asked for.
yaml::Node json_schema();

/// The same as text, indented, with a line break at the end.
std::string json_schema_text();

}  // namespace berth::compose
