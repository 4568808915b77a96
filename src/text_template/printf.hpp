// Go's fmt.Sprintf over template values. Internal to this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "text_template/value.hpp"

namespace berth::text_template {

/// Verbs v s q d x f g t with flags - 0 +, width and precision. What does not fit is shown as Go shows it: "%!d(TEXT)".
std::string format_values(std::string_view format, std::span<const Value> values);

}  // namespace berth::text_template
