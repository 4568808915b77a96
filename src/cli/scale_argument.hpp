// SERVICE=NUMBER of `scale` and of `up --scale`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace berth::cli {

/// Throws berth::Error naming the argument that is not of this form.
std::map<std::string, std::int64_t> parse_scale(const std::vector<std::string>& arguments);

}  // namespace berth::cli
