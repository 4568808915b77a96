// Floating-point numbers as Go writes them.
#pragma once

#include <string>

namespace berth::yaml {

/// strconv.FormatFloat(value, 'g', -1, 64), which is also %v: "1.5", "1e+06", "1e-08", "+Inf", "NaN".
std::string format_float(double value);

/// As encoding/json: "1000000", "1e+21", "1e-7". Requires a finite value.
std::string format_json_float(double value);

}  // namespace berth::yaml
