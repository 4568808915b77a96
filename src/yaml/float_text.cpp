#include "yaml/float_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace berth::yaml {
namespace {

std::string shortest(double value, std::chars_format format) {
  std::array<char, 400> buffer{};  // 1.8e308 in full has 309 digits
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string{};
}

}  // namespace

std::string format_float(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  const auto scientific = shortest(value, std::chars_format::scientific);  // "1.5e+07", as Go writes the exponent
  const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
  return exponent < -4 || exponent >= 6 ? scientific : shortest(value, std::chars_format::fixed);
}

std::string format_json_float(double value) {
  const double size = std::fabs(value);
  if (size == 0 || (size >= 1e-6 && size < 1e21)) return shortest(value, std::chars_format::fixed);
  auto text = shortest(value, std::chars_format::scientific);
  const auto zero = text.size() - 2;
  if (text.size() >= 4 && text[zero - 2] == 'e' && text[zero - 1] == '-' && text[zero] == '0') text.erase(zero, 1);
  return text;
}

}  // namespace berth::yaml
