// Whether a merged tree says only what the language knows: names, types, words, required attributes (what Docker
// Compose asks of its JSON schema), with a place for each problem.
#pragma once

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// What is wrong becomes broken, and a misspelt attribute stands in, broken, for the one that was meant, so that nobody
/// misses it later. Codes: unknown-attribute, invalid-type, invalid-value, invalid-name, missing-attribute,
/// duplicate-item.
void validate(yaml::Node& tree, Diagnostics& diagnostics);

/// The rules that a schema cannot say, on the canonical tree with defaults: external resources, one source for a
/// secret, addresses of ports, device requests. Codes: external-conflict, one-source, invalid-value.
void validate_rules(yaml::Node& tree, Diagnostics& diagnostics);

}  // namespace berth::compose
