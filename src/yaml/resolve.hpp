// The type of a scalar, as go-yaml v3 resolves it: YAML 1.2 core, and of YAML 1.1 what it kept (0777, 0b1, 1_000,
// dates).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "yaml/node.hpp"

namespace berth::yaml {

/// A plain scalar without a tag: null (`~`, `null`, empty), `true`/`True`/`TRUE`, integers (decimal, 0x, 0o, 0b,
/// leading zero is octal, `_` between digits), floats (`.inf`, `.nan`), dates; everything else, `yes` and `on` too, is
/// text.
Node resolve_plain(std::string_view text);

/// A scalar with an explicit tag in its long form ("tag:yaml.org,2002:int"). nullopt: the text is no such value.
/// Tags that are not YAML's own leave the text as it is.
std::optional<Node> resolve_tagged(std::string_view text, std::string_view tag);

enum class StringQuotes { none, single_quotes, double_quotes };

/// The quotes that keep text from being read as something else: double where it would be a number, null, a boolean or a
/// date; single where only YAML 1.1 readers would take it for one (`yes`, `on`, `1:30`).
StringQuotes quotes_for_string(std::string_view text);

/// A scalar as Go prints it with %v, which is what compose makes of numbers where it wants text: "511" for 0777,
/// "1.1" for 1.10, "1e+06" for 1000000.0, "true", "2001-12-14 00:00:00 +0000 UTC", "" for null.
/// Requires node.is_scalar().
std::string scalar_text(const Node& node);

}  // namespace berth::yaml
