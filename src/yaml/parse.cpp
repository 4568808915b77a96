#include "yaml/parse.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yaml/build.hpp"
#include "yaml/events.hpp"
#include "yaml/source_text.hpp"
#include "yaml/syntax_error.hpp"

namespace berth::yaml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Brackets that are open at once, wherever they stand. yaml-cpp keeps some 300 bytes for each before it tells anybody,
/// so a file of a million of them is refused before.
constexpr std::ptrdiff_t most_open_brackets = 10'000;

std::optional<std::size_t> too_many_brackets(std::string_view text) {
  std::ptrdiff_t open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '[' || text[at] == '{') ++open;
    if (text[at] == ']' || text[at] == '}') open = std::max<std::ptrdiff_t>(open - 1, 0);
    if (open > most_open_brackets) return at;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Node> parse(FileId file, const SourceFiles& files, const Limits& limits, Diagnostics& diagnostics) {
  auto text = files.text(file);
  if (text.size() > limits.bytes) {
    diagnostics.error("limit", {{file, 0, 0}, 0},
                      fmt::format("the file has {} bytes; at most {} are read", text.size(), limits.bytes),
                      "is this really a compose file?");
    return {};
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Locator locator(file, text);
  if (const auto at = too_many_brackets(text)) {
    diagnostics.error("limit", locator.span(*at, *at + 1),
                      fmt::format("values are nested deeper than {} levels", limits.depth));
    return {};
  }
  if (auto bad = find_bad_bytes(locator)) {
    diagnostics.add(std::move(*bad));
    return {};
  }
  const auto events = read_events(text, limits);
  if (events.fault) diagnostics.add(explain_fault(events, locator));
  return build_documents(events, locator, limits, diagnostics);
}

}  // namespace berth::yaml
