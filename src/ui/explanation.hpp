// `config --explain` as text.
#pragma once

#include <string>

#include "base/source.hpp"
#include "compose/explain.hpp"

namespace berth::ui {

/// The value, a table of what happened to it, and what is below it. Lines are cut to `width` columns (0: never).
std::string explanation_text(const compose::Explanation& explanation, const SourceFiles& files, std::size_t width);

}  // namespace berth::ui
