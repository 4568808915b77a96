// YAML text to node trees, as go-yaml v3 reads compose files: scalar types, merge keys, anchors, several documents.
#pragma once

#include <cstddef>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "yaml/node.hpp"

namespace berth::yaml {

/// What a file may cost before it is refused. Real projects stay below a hundredth of these.
struct Limits {
  std::size_t bytes = 4U << 20U;  ///< size of one file
  std::size_t depth = 100;        ///< nesting of sequences and mappings, aliases expanded
  std::size_t nodes = 250'000;    ///< values of one file, as written
  std::size_t copies = 100'000;   ///< values that aliases and merge keys add (compose-go's limit)
  std::size_t documents = 1'000;  ///< documents of one file
};

/// All documents of a file, in order; a file without any content has none. Aliases are expanded by copying (a copy
/// keeps the places of the anchored text), merge keys are merged, a key that is no text (`8080:`, `true:`) is an error.
/// Every problem goes to `diagnostics`. A document that could not be read stands as a broken null; one that could not
/// be read as a whole is incomplete, and so is a mapping of which a key was dropped. Codes: yaml-syntax,
/// duplicate-key, unknown-anchor, alias-cycle, invalid-merge, invalid-key, invalid-tag, limit.
std::vector<Node> parse(FileId file, const SourceFiles& files, const Limits& limits, Diagnostics& diagnostics);

}  // namespace berth::yaml
