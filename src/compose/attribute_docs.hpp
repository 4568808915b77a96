// One line about each attribute, as editors show it.
#pragma once

#include <span>
#include <string_view>

namespace berth::compose {

/// By the path of the row; empty where the name says it all.
std::string_view description_of(std::string_view path);

/// All paths that have one.
std::span<const std::string_view> described_paths();

}  // namespace berth::compose
