// Merging one compose tree over another by the rules of the attribute table (compose-spec 13-merge).
#pragma once

#include "base/diagnostic.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/place.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Puts `over` on `base`. `attribute` describes both (nullptr:
/// nothing does). Codes: merge-conflict (a list over a mapping and the like).
void merge(yaml::Node& base, yaml::Node over, const AttributeNode* attribute, const Place& place,
           Diagnostics& diagnostics);

/// KEY=VALUE items of a mapping (sorted by key), a list as it is, text as a list of one. KEY alone for null.
yaml::Sequence key_value_list(const yaml::Node& value);

}  // namespace berth::compose
