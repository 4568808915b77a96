#include "yaml/syntax_error.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::yaml {
namespace {

Diagnostic problem(Code code, Span span, std::string message, std::string hint = {}) {
  return {Severity::error, code, span, {}, std::move(message), std::move(hint), {}};
}

Diagnostic syntax(Span span, std::string message, std::string hint = {}) {
  return problem("yaml-syntax", span, std::move(message), std::move(hint));
}

/// All that the explanations look at.
struct Scene {
  const Events& events;
  Locator& locator;
  std::size_t offset;  // where the parser gave up

  [[nodiscard]] std::string_view text() const { return locator.text(); }
  [[nodiscard]] Span here(std::size_t length = 1) const { return locator.span(offset, offset + length); }
  [[nodiscard]] char character() const { return offset < text().size() ? text()[offset] : '\n'; }
  [[nodiscard]] std::string_view line() const {
    const auto start = locator.line_start(offset);
    return text().substr(start, locator.line_end(offset) - start);
  }
  /// The text between the start of the line and the trouble.
  [[nodiscard]] std::string_view before() const {
    const auto start = locator.line_start(offset);
    return text().substr(start, offset - start);
  }
};

std::size_t last_event_offset(const Scene& scene) {
  std::size_t last = 0;
  for (const auto& event : scene.events.list) last = std::max<std::size_t>(last, event.offset);
  return last;
}

/// A tab between the start of a line and its first character, on the last line that was understood or behind it.
std::optional<Diagnostic> explain_tab(const Scene& scene) {
  const auto first = scene.locator.line_start(last_event_offset(scene));
  const auto stop = scene.locator.line_end(scene.offset);
  for (auto at = first; at < stop;) {
    auto word = at;
    while (word < stop && scene.text()[word] == ' ') ++word;
    if (word < stop && scene.text()[word] == '\t') {
      return syntax(scene.locator.span(word, word + 1), "a tab cannot indent YAML", "indent with spaces");
    }
    at = scene.locator.line_end(at) + 1;
  }
  return std::nullopt;
}

/// A quote that was meant to end on its own line takes text of later lines until the next quote of its kind.
std::optional<Diagnostic> explain_runaway_quote(const Scene& scene) {
  for (auto event = scene.events.list.rbegin(); event != scene.events.list.rend(); ++event) {
    if (event->kind != EventKind::scalar) continue;
    const auto source = find_scalar(scene.text(), event->offset, event->value);
    const auto opened = scene.locator.line_start(source.begin);
    const auto closed = scene.locator.line_start(source.end == 0 ? 0 : source.end - 1);
    if (source.style != Style::quoted || opened == closed || closed != scene.locator.line_start(scene.offset)) break;
    auto found = syntax(
        scene.locator.span(source.begin, source.end),
        fmt::format("the quote that opens here is only closed on line {}", scene.locator.mark(source.end - 1).line),
        "add the missing closing quote");
    found.notes.push_back({scene.here(), "what follows makes no sense then"});
    return found;
  }
  return std::nullopt;
}

Diagnostic explain_open_quote(const Scene& scene) {
  const auto quote = scene.text().find_first_of("\"'", last_event_offset(scene) + 1);
  const auto at = quote == std::string_view::npos ? scene.offset : quote;
  return syntax(scene.locator.span(at, scene.locator.line_end(at)), "the quote that opens here is never closed",
                "add the closing quote");
}

Diagnostic explain_map_value(const Scene& scene) {
  const auto before = trim(scene.before());
  if (before.find(": ") != std::string_view::npos) {
    return syntax(scene.here(), "a second \": \" on this line makes no sense to YAML",
                  "put the value in quotes if the colon belongs to it");
  }
  if (scene.character() != ':') return syntax(scene.here(), "a value cannot stand here");
  const auto key = scene.offset - before.size();
  return syntax(scene.locator.span(key, scene.offset),
                fmt::format("\"{}:\" cannot be a key here, because the line above already has a value", before),
                "indent it like the keys that it belongs to, or remove the value above");
}

Diagnostic explain_block_end(const Scene& scene, std::string_view what) {
  if (!trim(scene.before()).empty()) {
    const auto rest = scene.locator.line_end(scene.offset);
    return syntax(scene.locator.span(scene.offset, rest), "there is text behind the end of the value",
                  "put the whole value in quotes, or remove what is too much");
  }
  if (scene.character() == '-' && what == "mapping") {
    return syntax(scene.here(), "a list item cannot stand among the keys of a mapping",
                  "give the list a key, or indent it below its key");
  }
  return syntax(scene.here(), "the indentation of this line fits none of the lines above",
                fmt::format("indent it exactly like the other {}", what == "mapping" ? "keys" : "items"));
}

/// The innermost `[` or `{` that was opened and not closed.
std::optional<std::size_t> open_bracket(const Scene& scene) {
  std::vector<std::size_t> open;
  for (const auto& event : scene.events.list) {
    if (event.kind == EventKind::sequence_start || event.kind == EventKind::mapping_start) {
      open.push_back(skip_properties(scene.text(), event.offset));
    } else if (event.kind == EventKind::sequence_end || event.kind == EventKind::mapping_end) {
      if (!open.empty()) open.pop_back();
    }
  }
  for (auto at = open.rbegin(); at != open.rend(); ++at) {
    if (*at < scene.text().size() && (scene.text()[*at] == '[' || scene.text()[*at] == '{')) return *at;
  }
  return std::nullopt;
}

Diagnostic explain_flow_end(const Scene& scene) {
  const auto open = open_bracket(scene);
  if (!open) return syntax(scene.here(), "expected a comma or a closing bracket");
  const char bracket = scene.text()[*open];
  const char closing = bracket == '[' ? ']' : '}';
  auto found =
      syntax(scene.locator.span(*open, *open + 1), fmt::format("the '{}' that opens here is not closed", bracket),
             fmt::format("add the missing '{}', or a comma between two items", closing));
  found.notes.push_back({scene.here(), fmt::format("expected ',' or '{}'", closing)});
  return found;
}

Diagnostic explain_unknown_token(const Scene& scene) {
  const char c = scene.character();
  if (c == '\t') return syntax(scene.here(), "a tab cannot stand here", "use spaces");
  return syntax(scene.here(), fmt::format("a value cannot start with '{}'", c), "put the value in quotes");
}

Diagnostic explain_anchor(const Scene& scene) {
  const auto rest = scene.text().substr(scene.offset);
  const auto name = rest.substr(0, rest.find_first_of(" \t\r\n,]}"));
  const auto& anchors = scene.events.anchors;
  const std::vector<std::string_view> known(anchors.begin(), anchors.end());
  const auto meant = closest(name.starts_with('*') ? name.substr(1) : name, known);
  return problem("unknown-anchor", scene.here(name.size()),
                 fmt::format("\"{}\" refers to an anchor that is not defined", name),
                 meant ? fmt::format("did you mean *{}?", *meant) : "define it above with &name");
}

Diagnostic explain_escape(const Scene& scene, std::string_view message) {
  // The parser stands behind the escape.
  const auto backslash = scene.text().rfind('\\', scene.offset == 0 ? 0 : scene.offset - 1);
  const auto at = backslash == std::string_view::npos ? scene.offset : backslash;
  return syntax(scene.locator.span(at, at + 2),
                fmt::format("\"\\{}\" is no escape in double quotes", message.substr(message.size() - 1)),
                "double the backslash, or use single quotes");
}

struct Explanation {
  std::string_view message;  // of yaml-cpp, or its beginning
  std::string_view text;
  std::string_view hint;
};

/// Messages that need no look at the text.
constexpr std::array<Explanation, 10> plain_explanations{{
    {"illegal map key", "a value cannot start with '? '", "put the value in quotes"},
    {"illegal block entry", "a list item cannot stand here", "put the '-' on a line of its own below the key"},
    {"illegal flow end", "this bracket closes nothing", "remove it, or put the value in quotes"},
    {"unexpected character in block scalar", "unexpected text behind | or >", "start the text on the next line"},
    {"cannot set zero indentation", "a block of text cannot be indented by zero", "use a number from 1 to 9"},
    {"illegal tab", "a tab cannot indent YAML", "indent with spaces"},
    {"cannot assign multiple", "a value can have only one tag and one anchor", {}},
    {"aliases can't have any content", "an alias can have neither tag nor content", "remove what follows the alias"},
    {"end of verbatim tag", "the tag that starts with !< is not closed", "add the missing >"},
    {"illegal document indicator", "a new document (--- or ...) cannot start inside of quotes",
     "close the quote first"},
}};

Diagnostic explain_other(const Scene& scene, std::string_view message) {
  for (const auto& known : plain_explanations) {
    if (message.starts_with(known.message))
      return syntax(scene.here(), std::string(known.text), std::string(known.hint));
  }
  return syntax(scene.here(), fmt::format("this is not valid YAML ({})", message));
}

Diagnostic explain_message(const Scene& scene, std::string_view message) {
  if (message.starts_with("illegal EOF")) return explain_open_quote(scene);
  if (message.starts_with("the referenced anchor")) return explain_anchor(scene);
  if (message.starts_with("unknown escape character")) return explain_escape(scene, message);
  if (auto tab = explain_tab(scene)) return *tab;
  if (auto quote = explain_runaway_quote(scene)) return *quote;
  if (message == "illegal map value") return explain_map_value(scene);
  if (message == "end of map not found") return explain_block_end(scene, "mapping");
  if (message == "end of sequence not found") return explain_block_end(scene, "list");
  if (message.ends_with("flow not found")) return explain_flow_end(scene);
  if (message == "unknown token") return explain_unknown_token(scene);
  return explain_other(scene, message);
}

/// What YAML calls printable; the replacement for malformed bytes is not asked for here.
bool is_allowed(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0x7F && (c < 0x80 || c == 0x85 || c >= 0xA0) && c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

}  // namespace

Diagnostic explain_fault(const Events& events, Locator& locator) {
  const auto fault = events.fault.value_or(SyntaxFault{});
  const Scene scene{events, locator, std::min(fault.offset, locator.text().size())};
  if (fault.limit) return problem("limit", scene.here(), fault.message, "split the file, or write it flatter");
  return explain_message(scene, fault.message);
}

std::optional<Diagnostic> find_bad_bytes(Locator& locator) {
  const auto text = locator.text();
  for (std::size_t at = 0; at < text.size();) {
    const auto character = decode_utf8(text, at);
    if (!character.valid || !is_allowed(character.value)) {
      const bool control = character.valid;
      return syntax(locator.span(at, at + 1),
                    control ? "a control character cannot stand in a YAML file" : "the file is not UTF-8 here",
                    control ? "remove it, or write it as an escape in double quotes" : "save the file as UTF-8");
    }
    at += character.length;
  }
  return std::nullopt;
}

}  // namespace berth::yaml
