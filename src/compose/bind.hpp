// The canonical tree with every value in its own type: text, numbers, sizes, durations as they are printed.
#pragma once

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Applies the `type` column of the table to the whole tree: lists of KEY=VALUE become mappings, commands become
/// words, sizes bytes, durations Go's text. Codes: invalid-value, invalid-type.
void bind_types(yaml::Node& model, Diagnostics& diagnostics);

}  // namespace berth::compose
