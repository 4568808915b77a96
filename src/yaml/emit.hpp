// Node trees to text, equal to the bytes that Docker Compose prints.
#pragma once

#include <string>

#include "yaml/node.hpp"

namespace berth::yaml {

/// Block style YAML, two spaces, keys in the order of the tree, as go-yaml writes it: empty collections as {} and [],
/// text of several lines as a literal block, quotes only where the text would be read as something else.
/// Ends with a line break.
std::string emit_yaml(const Node& node);

/// JSON as Go's encoding/json writes it: `<`, `>`, `&` and U+2028/9 escaped, floats in Go's form, dates as RFC 3339
/// text. indent 0: on one line; otherwise so many spaces a level. No line break at the end.
/// Throws berth::Error for .inf and .nan, which JSON cannot say.
std::string emit_json(const Node& node, unsigned indent = 2);

}  // namespace berth::yaml
