#include "cli/scale_argument.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::cli {

std::map<std::string, std::int64_t> parse_scale(const std::vector<std::string>& arguments) {
  std::map<std::string, std::int64_t> scale;
  for (const auto& argument : arguments) {
    const auto equals = argument.find('=');
    std::int64_t count = -1;
    if (equals != std::string::npos && equals > 0) {
      const char* first = argument.data() + equals + 1;
      const char* last = argument.data() + argument.size();
      const auto [end, error] = std::from_chars(first, last, count);
      if (error != std::errc{} || end != last) count = -1;
    }
    if (count < 0) {
      throw Error(fmt::format("\"{}\" does not say how many containers", argument),
                  "write SERVICE=NUMBER, as in web=3");
    }
    scale[argument.substr(0, equals)] = count;
  }
  return scale;
}

}  // namespace berth::cli
