// Reading a model of which parts may be broken (yaml::Fault): those are passed over.
#pragma once

#include <string>
#include <string_view>

#include "yaml/node.hpp"

namespace berth::compose {

/// The child, when it is there and not broken.
const yaml::Node* sound(const yaml::Node& node, std::string_view key);

/// Whether one can say that there is no such child: it is not there, and nothing was told that might mean it.
bool lacks(const yaml::Node& node, std::string_view key);

/// The text of a child; empty when it is something else.
std::string text_of(const yaml::Node& node, std::string_view key);

/// Whether the child is `true`.
bool flag_of(const yaml::Node& node, std::string_view key);

/// The items and entries of a child; none when it is something else.
const yaml::Sequence& list_of(const yaml::Node& node, std::string_view key);
const yaml::Mapping& mapping_of(const yaml::Node& node, std::string_view key);

}  // namespace berth::compose
