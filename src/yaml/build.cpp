#include "yaml/build.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "yaml/resolve.hpp"

namespace berth::yaml {
namespace {

constexpr std::string_view merge_tag = "tag:yaml.org,2002:merge";

/// The first key of a mapping that is written twice points the reader to both places.
void report_duplicate(Diagnostics& diagnostics, std::string_view key, Span again, Span first) {
  Diagnostic problem;
  problem.code = "duplicate-key";
  problem.span = again;
  problem.message = fmt::format("the key \"{}\" is already used in this mapping", key);
  problem.hint = "keep one of the two, or rename one";
  problem.notes.push_back({first, "first used here"});
  diagnostics.add(std::move(problem));
}

class Builder {
 public:
  Builder(const Events& events, Locator& locator, const Limits& limits, Diagnostics& diagnostics)
      : events_(events), locator_(locator), limits_(limits), diagnostics_(diagnostics) {}

  /// `index` is that of the document's first value.
  Node document(std::size_t index) {
    anchors_.clear();
    auto root = value(index, {});
    if (stopped_) root.set_fault(Fault::incomplete);
    return root;
  }

 private:
  struct KeyText {
    std::string text;
    Span span;
    bool merge = false;
  };

  const Event& at(std::size_t index) const { return events_.list[index]; }

  /// One value; `fallback` is the place of its key, for a value of which nothing is written.
  Node value(std::size_t index, Span fallback) {
    const Event& event = at(index);
    if (stopped_) return {};
    if (event.kind == EventKind::alias) return alias(index);
    if (event.anchor != 0) remember(event.anchor, index);
    switch (event.kind) {
      case EventKind::scalar: return scalar(event, fallback);
      case EventKind::sequence_start: return fits() ? tagged(sequence(index), event) : Node();
      case EventKind::mapping_start: return fits() ? tagged(mapping(index), event) : Node();
      default: return null(event, fallback);
    }
  }

  void remember(std::uint32_t anchor, std::size_t index) {
    if (expansions_ > 0) return;
    if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
    anchors_[anchor] = index;
  }

  void stop(Code code, const Event& event, std::string message, std::string hint) {
    stopped_ = true;
    diagnostics_.error(code, locator_.span(event.offset, event.offset + 1), std::move(message), std::move(hint));
  }

  /// Only aliases can lead deeper than the parser allowed.
  bool fits() {
    if (depth_ < limits_.depth) return true;
    stop("limit", at(outermost_alias_), fmt::format("values are nested deeper than {} levels", limits_.depth),
         "write it flatter");
    return false;
  }

  Node alias(std::size_t index) {
    const Event& event = at(index);
    const std::size_t target = event.anchor < anchors_.size() ? anchors_[event.anchor] : 0;
    if (index > target && index < at(target).end) {
      stop("alias-cycle", event, "this alias stands inside of what it refers to, so it would never end",
           "move the anchored part out, or write the value here");
      return {};
    }
    if (expansions_ == 0) outermost_alias_ = index;
    ++expansions_;
    Node copy = value(target, {});
    --expansions_;
    return copy;
  }

  Span span_of(const Event& event) {
    const auto begin = skip_properties(locator_.text(), event.offset);
    return locator_.span(begin, begin + 1);
  }

  Node null(const Event& event, Span fallback) {
    Node node;
    const auto begin = skip_properties(locator_.text(), event.offset);
    const auto text = locator_.text().substr(begin, 4);
    const auto length = text.starts_with('~') ? 1U : to_lower(text) == "null" ? 4U : 0U;
    node.set_span(length == 0 && fallback.begin.known() ? fallback : locator_.span(begin, begin + length));
    return node;
  }

  Node scalar(const Event& event, Span fallback) {
    const auto source = find_scalar(locator_.text(), event.offset, event.value);
    const auto span = locator_.span(source.begin, source.end);
    if (!source.closed) {
      diagnostics_.error("yaml-syntax", span, "the quote that opens here is never closed",
                         "add the closing quote, or write the quote twice if it belongs to the text");
      stopped_ = true;
    }
    const std::string_view tag = events_.tags[event.tag];
    auto node = resolve(event, tag, source.style);
    if (!node) {
      diagnostics_.error(
          "invalid-tag", span,
          fmt::format("\"{}\" is no value of the type !!{}", event.value, tag.substr(tag.find_last_of(':') + 1)),
          "remove the tag, or mend the value");
      node.emplace().set_fault(Fault::broken);
    }
    node->set_span(event.value.empty() && span.length == 0 && fallback.begin.known() ? fallback : span);
    node->set_style(source.style);
    set_merge_tag(*node, tag);
    warn_about_tag(event);
    return std::move(*node);
  }

  static std::optional<Node> resolve(const Event& event, std::string_view tag, Style style) {
    if (event.tag == Events::plain_tag) return resolve_plain(event.value);
    if (event.tag == Events::quoted_tag) return Node(event.value);
    const bool steers = tag == "!reset" || tag == "!override";
    if (steers && style == Style::plain) return resolve_plain(event.value);
    return resolve_tagged(event.value, tag);
  }

  static void set_merge_tag(Node& node, std::string_view tag) {
    if (tag == "!reset") node.set_tag(Tag::reset);
    if (tag == "!override") node.set_tag(Tag::override);
  }

  Node tagged(Node node, const Event& event) {
    node.set_span(span_of(event));
    set_merge_tag(node, events_.tags[event.tag]);
    warn_about_tag(event);
    return node;
  }

  /// Tags that mean nothing here are passed over, as go-yaml does; one of them may be a misspelt `!reset`.
  void warn_about_tag(const Event& event) {
    constexpr std::array<std::string_view, 2> known = {"!reset", "!override"};
    const std::string_view tag = events_.tags[event.tag];
    if (!tag.starts_with('!') || tag == "!" || std::ranges::find(known, tag) != known.end()) return;
    const auto meant = closest(tag, known);
    diagnostics_.warning("ignored-tag", locator_.span(event.offset, event.offset + tag.size()),
                         fmt::format("the tag {} is ignored", tag),
                         meant ? fmt::format("did you mean {}?", *meant) : "remove it");
  }

  /// A plain `<<` where a value should be is dropped, as go-yaml does.
  bool is_merge_word(const Event& event) const {
    if (event.kind != EventKind::scalar) return false;
    return (event.tag == Events::plain_tag && event.value == "<<") || events_.tags[event.tag] == merge_tag;
  }

  Node sequence(std::size_t index) {
    Sequence items;
    ++depth_;
    const auto last = at(index).end - 1;
    for (std::size_t child = index + 1; child < last && !stopped_; child = at(child).end) {
      auto item = value(child, {});
      if (!is_merge_word(at(child))) items.push_back(std::move(item));
    }
    --depth_;
    return Node(std::move(items));
  }

  Node mapping(std::size_t index) {
    Mapping entries;
    std::vector<std::size_t> merges;
    Span first_merge;
    bool complete = true;
    ++depth_;
    const auto last = at(index).end - 1;
    for (std::size_t child = index + 1; child < last && !stopped_;) {
      const auto value_index = at(child).end;
      const auto name = key(child);
      if (!name) {
        complete = false;
      } else if (name->merge) {
        if (!merges.empty()) report_duplicate(diagnostics_, "<<", name->span, first_merge);
        if (merges.empty()) first_merge = name->span;
        merges.push_back(value_index);
      } else {
        add_entry(entries, *name, value_index);
      }
      child = at(value_index).end;
    }
    for (const auto merge : merges) complete = merge_from(entries, merge) && complete;
    --depth_;
    Node node(std::move(entries));
    if (!complete) node.set_fault(Fault::incomplete);
    return node;
  }

  void add_entry(Mapping& entries, const KeyText& name, std::size_t value_index) {
    auto node = value(value_index, name.span);
    if (const auto* first = entries.find_entry(name.text)) {
      report_duplicate(diagnostics_, name.text, name.span, first->key_span);
      entries.find(name.text)->set_fault(Fault::incomplete);  // what the second says is missing from it
    } else if (!is_merge_word(at(value_index))) {
      entries.set(name.text, std::move(node), name.span);
    }
  }

  /// nullopt: no key, which is told.
  std::optional<KeyText> key(std::size_t index) {
    const Event& event = at(index);
    const auto node = value(index, {});
    if (stopped_) return std::nullopt;
    if (is_merge_word(event)) return KeyText{"<<", node.span(), true};
    if (!node.is_string()) {
      const auto text = node.is_scalar() ? fmt::format("\"{}\":", event.value) : "";
      diagnostics_.error("invalid-key", node.span(),
                         fmt::format("a key must be text, but this one is {}", describe(node.kind())),
                         text.empty() ? "" : fmt::format("put it in quotes: {}", text));
      return std::nullopt;
    }
    return KeyText{node.string(), node.span()};
  }

  /// What an alias refers to; the value itself otherwise.
  std::size_t resolve_alias(std::size_t index) const {
    const Event& event = at(index);
    if (event.kind != EventKind::alias || event.anchor >= anchors_.size()) return index;
    return anchors_[event.anchor];
  }

  /// false: there is nothing to merge, which is told.
  bool merge_from(Mapping& entries, std::size_t index) {
    const auto target = resolve_alias(index);
    if (at(target).kind == EventKind::mapping_start) {
      add_missing(entries, index);
      return true;
    }
    if (at(target).kind != EventKind::sequence_start) return report_merge(index);
    for (auto child = target + 1; child < at(target).end - 1; child = at(child).end) {
      if (at(resolve_alias(child)).kind != EventKind::mapping_start) return report_merge(child);
      add_missing(entries, child);
    }
    return true;
  }

  bool report_merge(std::size_t index) {
    diagnostics_.error("invalid-merge", span_of(at(index)), "the merge key << takes a mapping or a list of mappings",
                       "refer to a mapping with an alias: <<: *name");
    return false;
  }

  /// Keys that are there already win over merged ones.
  void add_missing(Mapping& entries, std::size_t index) {
    auto source = value(index, {});
    if (!source.is_mapping()) return;
    for (auto& entry : source.mapping()) {
      if (!entries.contains(entry.key)) entries.set(entry.key, std::move(entry.value), entry.key_span);
    }
  }

  const Events& events_;
  Locator& locator_;
  const Limits& limits_;
  Diagnostics& diagnostics_;
  std::vector<std::size_t> anchors_;  // by number: index of the anchored event
  std::size_t depth_ = 0;
  std::size_t expansions_ = 0;  // aliases that are being expanded
  std::size_t outermost_alias_ = 0;
  bool stopped_ = false;
};

}  // namespace

std::vector<Node> build_documents(const Events& events, Locator& locator, const Limits& limits,
                                  Diagnostics& diagnostics) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < events.list.size(); ++i) {
    if (events.list[i].kind == EventKind::document) starts.push_back(i + 1);
  }
  if (events.fault && !starts.empty()) starts.pop_back();
  std::vector<Node> documents;
  documents.reserve(starts.size());
  Builder builder(events, locator, limits, diagnostics);
  for (const auto start : starts) documents.push_back(builder.document(start));
  return documents;
}

}  // namespace berth::yaml
