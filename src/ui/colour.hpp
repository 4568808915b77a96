// Colours of the terminal output, and which of them a service gets.
#pragma once

#include <string>
#include <string_view>

namespace berth::ui {

enum class Colour { none, red, green, yellow, blue, magenta, cyan, grey, bold };

/// `text` between the escape sequences of the colour; unchanged when `enabled` is false or the colour is none.
std::string paint(std::string_view text, Colour colour, bool enabled);

/// The escape sequence of the n-th log prefix colour; the palette repeats after ten.
std::string_view prefix_colour(std::size_t index);

inline constexpr std::string_view colour_off = "\x1b[0m";

}  // namespace berth::ui
