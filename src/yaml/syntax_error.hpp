// What to say when a text is no YAML: where the trouble starts (not where the parser noticed it) and what to do.
#pragma once

#include "base/diagnostic.hpp"
#include "yaml/events.hpp"
#include "yaml/source_text.hpp"

namespace berth::yaml {

/// Requires events.fault.
Diagnostic explain_fault(const Events& events, Locator& locator);

/// Bytes that no YAML file may have: malformed UTF-8 and control characters. nullopt: there are none.
std::optional<Diagnostic> find_bad_bytes(Locator& locator);

}  // namespace berth::yaml
