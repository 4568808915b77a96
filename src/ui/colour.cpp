#include "ui/colour.hpp"

#include <array>

namespace berth::ui {
namespace {

std::string_view sequence(Colour colour) {
  switch (colour) {
    case Colour::none: return "";
    case Colour::red: return "\x1b[31m";
    case Colour::green: return "\x1b[32m";
    case Colour::yellow: return "\x1b[33m";
    case Colour::blue: return "\x1b[34m";
    case Colour::magenta: return "\x1b[35m";
    case Colour::cyan: return "\x1b[36m";
    case Colour::grey: return "\x1b[90m";
    case Colour::bold: return "\x1b[1m";
  }
  return "";
}

}  // namespace

std::string paint(std::string_view text, Colour colour, bool enabled) {
  if (!enabled || colour == Colour::none) return std::string(text);
  std::string out(sequence(colour));
  out += text;
  out += colour_off;
  return out;
}

std::string_view prefix_colour(std::size_t index) {
  // Red is left to errors.
  constexpr std::array<std::string_view, 10> palette{"\x1b[36m", "\x1b[33m", "\x1b[32m", "\x1b[35m", "\x1b[34m",
                                                     "\x1b[96m", "\x1b[93m", "\x1b[92m", "\x1b[95m", "\x1b[94m"};
  return palette[index % palette.size()];
}

}  // namespace berth::ui
