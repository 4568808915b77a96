// Lists in which a later item replaces an earlier one with the same key (compose-spec 13-merge "Unique resources").
#pragma once

#include "compose/attribute_tree.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Applies the `unique` column of the table to the whole tree, or to the part of it that `attribute` describes.
void enforce_unique_items(yaml::Node& tree, const AttributeNode& attribute = attribute_tree());

}  // namespace berth::compose
