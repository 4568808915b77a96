// YAML text to node trees, as go-yaml v3 reads compose files: scalar types, merge keys, anchors, several documents.
#pragma once

#include <cstddef>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/limits.hpp"
#include "base/source.hpp"
#include "yaml/node.hpp"

namespace berth::yaml {

/// What a file may cost before it is refused; the numbers and their reasons are in base/limits.hpp.
struct Limits {
  std::size_t bytes = limits::file_bytes;
  std::size_t depth = limits::depth;
  std::size_t nodes = limits::file_values;        ///< as written
  std::size_t expanded = limits::project_values;  ///< with aliases and merge keys: what is left to the project
  std::size_t documents = limits::documents;
};

/// All documents of a file, in order; a file without any content has none. Aliases are expanded by copying (a copy
/// keeps the places of the anchored text), merge keys are merged, a key that is no text (`8080:`, `true:`) is an error.
/// Every problem goes to `diagnostics`. A document that could not be read stands as a broken null; one that could not
/// be read as a whole is incomplete, and so is a mapping of which a key was dropped. Codes: yaml-syntax,
/// duplicate-key, unknown-anchor, alias-cycle, invalid-merge, invalid-key, invalid-tag, limit.
std::vector<Node> parse(FileId file, const SourceFiles& files, const Limits& limits, Diagnostics& diagnostics);

}  // namespace berth::yaml
