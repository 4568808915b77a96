// What the label berth.dns of a container says.
#pragma once

#include <string>

#include "compose/name_settings.hpp"

namespace berth::dns {

/// Whoever makes a container writes what he likes: what is malformed or not allowed counts as not said.
compose::NameSettings settings_in(const std::string& label);

}  // namespace berth::dns
