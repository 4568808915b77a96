// Events to node trees: types of scalars, anchors, merge keys, duplicate keys.
#pragma once

#include <vector>

#include "base/diagnostic.hpp"
#include "yaml/events.hpp"
#include "yaml/node.hpp"
#include "yaml/parse.hpp"
#include "yaml/source_text.hpp"

namespace berth::yaml {

/// The complete documents of `events`; with a fault in them, the last (incomplete) document is left out.
std::vector<Node> build_documents(const Events& events, Locator& locator, const Limits& limits,
                                  Diagnostics& diagnostics);

}  // namespace berth::yaml
