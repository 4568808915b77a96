// A bound tree as `config` prints it: attributes in their order, user-chosen keys sorted, empty ones left out.
#pragma once

#include "compose/attribute_tree.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Docker Compose's YAML and JSON differ as data: JSON has no x- attributes but `command: null` and `ipam: {}`.
enum class Format { yaml, json };

/// Any part of a bound tree; `described` says which.
yaml::Node present(const yaml::Node& node, const AttributeNode& described, Format format);

/// All keys sorted, values as they are (what Go makes of a map): by byte in JSON, naturally in YAML.
yaml::Node sorted(const yaml::Node& node, Format format);

}  // namespace berth::compose
