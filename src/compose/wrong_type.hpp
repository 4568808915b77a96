// Values of the wrong kind: what should stand there instead, in words.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "compose/attributes.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// Whether a value of this kind may stand where `accepts` is asked for.
bool is_accepted(const yaml::Node& node, std::uint8_t accepts);

/// "must be a list, not a number (80)", and how to write it.
Problem wrong_type(const yaml::Node& node, const Attribute& attribute);

}  // namespace berth::compose
