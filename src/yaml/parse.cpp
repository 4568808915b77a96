#include "yaml/parse.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "yaml/build.hpp"
#include "yaml/events.hpp"
#include "yaml/expansion.hpp"
#include "yaml/source_text.hpp"
#include "yaml/syntax_error.hpp"

namespace berth::yaml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// yaml-cpp keeps some 300 bytes for every open bracket, and some 120 for everything on a line that may still become a
/// key, before it tells anybody. So what would take long or much memory is refused before.
constexpr std::ptrdiff_t most_open_brackets = 10'000;
constexpr std::size_t most_marks_on_line = 400'000;

std::optional<Diagnostic> find_overload(Locator& locator, const Limits& limits) {
  const auto text = locator.text();
  std::ptrdiff_t open = 0;
  std::size_t marks = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') marks = 0;
    if (c == '[' || c == '{') ++open;
    if (c == ']' || c == '}') open = std::max<std::ptrdiff_t>(open - 1, 0);
    if (std::string_view("[{,:\"'").find(c) != std::string_view::npos) ++marks;
    if (open <= most_open_brackets && marks <= most_marks_on_line) continue;
    const bool deep = open > most_open_brackets;
    return Diagnostic{.code = "limit",
                      .span = locator.span(at, at + 1),
                      .message = deep ? fmt::format("values are nested deeper than {} levels", limits.depth)
                                      : std::string("this line has too many brackets, commas and colons"),
                      .hint = deep ? "write it flatter" : "break it into several lines"};
  }
  return std::nullopt;
}

/// The parser takes text behind the end of a document for another one; only `---`, or `...` above it, may start it.
struct StrayDocument {
  std::size_t index = 0;
  Diagnostic problem;
};

std::optional<StrayDocument> find_stray_document(const Events& events, Locator& locator) {
  const auto text = locator.text();
  std::size_t index = 0;
  for (const auto& event : events.list) {
    if (event.kind != EventKind::document) continue;
    const auto offset = std::min<std::size_t>(event.offset, text.size());
    const auto before = trim(text.substr(0, offset));
    const bool marked = text.substr(offset).starts_with("---") || before.ends_with("...") || before.ends_with("---");
    if (index > 0 && !marked) {
      return StrayDocument{index,
                           {.code = "yaml-syntax",
                            .span = locator.span(offset, locator.line_end(offset)),
                            .message = "there is text behind the end of the document",
                            .hint = "indent it like the lines above, or start a new document with ---"}};
    }
    ++index;
  }
  return std::nullopt;
}

/// In the place of what could not be read.
std::vector<Node> with_broken(std::vector<Node> documents) {
  documents.emplace_back().set_fault(Fault::broken);
  return documents;
}

}  // namespace

std::vector<Node> parse(FileId file, const SourceFiles& files, const Limits& limits, Diagnostics& diagnostics) {
  auto text = files.text(file);
  if (text.size() > limits.bytes) {
    diagnostics.error("limit", {{file, 0, 0}, 0},
                      fmt::format("the file has {} bytes; at most {} are read", text.size(), limits.bytes),
                      "is this really a compose file?");
    return with_broken({});
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Locator locator(file, text);
  if (auto overload = find_overload(locator, limits)) {
    diagnostics.add(std::move(*overload));
    return with_broken({});
  }
  if (auto bad = find_bad_bytes(locator)) {
    diagnostics.add(std::move(*bad));
    return with_broken({});
  }
  const auto events = read_events(text, limits);
  if (events.fault) diagnostics.add(explain_fault(events, locator));
  if (const auto alias = find_excessive_alias(events, limits.expanded)) {
    const auto offset = events.list[*alias].offset;
    diagnostics.error(
        "limit", locator.span(offset, offset + 1),
        fmt::format("aliases make this more than the {} values that a project may have", limits::project_values),
        "write the values out, or use fewer aliases");
    return with_broken({});
  }
  auto documents = build_documents(events, locator, limits, diagnostics);
  if (auto stray = find_stray_document(events, locator)) {
    diagnostics.add(std::move(stray->problem));
    if (stray->index < documents.size()) documents.resize(stray->index);
    return with_broken(std::move(documents));
  }
  return events.fault ? with_broken(std::move(documents)) : documents;
}

}  // namespace berth::yaml
