// The functions of templates: Go's own and those that docker adds. Internal to this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "text_template/value.hpp"

namespace berth::text_template {

/// Throws berth::Error with what was probably meant when there is no such function.
void require_function(std::string_view name, std::size_t column);

/// `and` and `or` take the arguments that they need and no more: they are the evaluator's.
bool is_lazy(std::string_view name);

/// Throws berth::Error naming the function for arguments that it does not take.
Value call_function(const std::string& name, std::span<const Value> arguments);

}  // namespace berth::text_template
