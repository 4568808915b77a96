// Parts of compose/bind.cpp that turn one node into another without knowing where it stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// The whole text as a number in that base.
std::optional<std::int64_t> parse_integer(std::string_view text, int base = 10);

/// A number or its text, with the precision of a float of 32 bits, as Go holds it: 0.1 stays 0.1.
std::optional<double> bind_number(const yaml::Node& node);

/// A KEY=VALUE list or a mapping as a mapping of texts. A missing value is null when `nullable`, otherwise "".
/// Problem: a name with a blank at its end (only when nullable: an environment).
Result<yaml::Node> bind_text_map(const yaml::Node& node, bool nullable);

/// HOST=ADDRESS (or HOST:ADDRESS) list or a mapping as a sorted HOST=ADDRESS list.
Result<yaml::Node> bind_hosts(const yaml::Node& node);

/// A mapping of ids to paths as a sorted ID=PATH list.
void bind_ssh_keys(yaml::Node& node);

/// Every value of the mapping becomes a list of texts.
void bind_multi_text_map(yaml::Node& node);

}  // namespace berth::compose
