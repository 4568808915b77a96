// The parts of the description of the language (compose/attributes.hpp), by topic.
#pragma once

#include <span>

#include "compose/attributes.hpp"

namespace berth::compose::rows {

std::span<const Attribute> top();
std::span<const Attribute> service();
std::span<const Attribute> service_more();
std::span<const Attribute> build();
std::span<const Attribute> deploy();
std::span<const Attribute> mounts();

}  // namespace berth::compose::rows
