#include "compose/explain.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "compose/redact.hpp"
#include "compose/value_path.hpp"
#include "yaml/emit.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {
namespace {

using yaml::Mapping;
using yaml::Node;
using yaml::Origin;
using Cause = yaml::Origin::Cause;

bool starts_value(Cause cause) {
  return cause == Cause::written || cause == Cause::env_file || cause == Cause::added;
}

std::string kind_of(Cause cause, bool first) {
  switch (cause) {
    case Cause::written:
    case Cause::env_file: return first ? "set" : "replaced";
    case Cause::added: return "added";
    case Cause::appended: return {};  // the list tells it
    case Cause::merged: return "merged";
    case Cause::variable: return "variable";
    case Cause::fallback: return "default";
    case Cause::alternative: return "alternative";
    case Cause::unset: return "unset";
    case Cause::extended: return "extends";
    case Cause::included: return "include";
  }
  return {};
}

/// Numbers and booleans as they stand in the file: `010`, where the value says 8.
std::string written_text(const Origin& link, const SourceFiles& files) {
  const auto line = files.line(link.span.begin.file, link.span.begin.line);
  const std::size_t column = link.span.begin.column - 1;
  const bool scalar = link.cause == Cause::written && !link.text.empty() && link.span.length > 0;
  if (!scalar || column + link.span.length > line.size()) return link.text;
  const auto source = line.substr(column, link.span.length);
  const bool plain = std::string_view("\"'|>&*!{[").find(source.front()) == std::string_view::npos;
  return plain ? std::string(source) : link.text;
}

ExplainedStep step_of(const Origin& link, bool first, bool hidden, const SourceFiles& files) {
  ExplainedStep step{kind_of(link.cause, first), link.span, link.source, link.name, written_text(link, files)};
  const bool harmless = step.text.empty() || link.cause == Cause::added;
  if (!harmless && (hidden || looks_secret(link.name) || holds_secret(step.text))) {
    step.text = link.cause == Cause::written ? without_secret(step.text) : std::string(hidden_value);
  }
  return step;
}

std::vector<ExplainedStep> steps_of(const Node& node, bool hidden, const SourceFiles& files) {
  std::vector<const Origin*> links;
  for (const auto* link = node.origin().get(); link != nullptr; link = link->earlier.get()) {
    if (link->cause != Cause::appended) links.push_back(link);
  }
  std::vector<ExplainedStep> steps;
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    steps.push_back(step_of(**link, link == links.rbegin(), hidden, files));
  }
  return steps;
}

ExplainedStep last_word(const Node& node, bool hidden, const SourceFiles& files) {
  for (const auto* link = node.origin().get(); link != nullptr; link = link->earlier.get()) {
    if (starts_value(link->cause)) return step_of(*link, link->earlier == nullptr, hidden, files);
  }
  return {};
}

std::vector<ExplainedChild> children_of(const Node& node, const Node& shown, const SourceFiles& files) {
  std::vector<ExplainedChild> children;
  const auto add = [&](std::string key, const Node& value, const Node& shown_value) {
    children.push_back({std::move(key), shown_value, last_word(value, value != shown_value, files)});
  };
  if (node.is_mapping()) {
    for (const auto& entry : node.mapping()) add(entry.key, entry.value, *shown.find(entry.key));
  } else if (node.is_sequence()) {
    for (std::size_t i = 0; i < node.sequence().size(); ++i) {
      add(fmt::format("[{}]", i), node.sequence()[i], shown.sequence()[i]);
    }
  }
  return children;
}

bool leads_to(const history::Removal& removal, const std::vector<PathStep>& path) {
  if (path.size() < removal.keys.size()) return false;
  return std::ranges::equal(removal.keys, std::span(path).first(removal.keys.size()),
                            [](const std::string& key, const PathStep& step) {
                              const auto* text = std::get_if<std::string>(&step);
                              return text != nullptr && *text == key;
                            });
}

/// "services.web.ports", or "the project" for the top.
std::string place_name(const FoundValue& found) {
  const std::vector<PathStep> parent(found.path.begin(),
                                     found.path.begin() + static_cast<std::ptrdiff_t>(found.steps_to_parent));
  return parent.empty() ? "the project" : value_path_text(parent);
}

std::string hint_for(const FoundValue& found) {
  const auto& parent = *found.parent;
  const auto& step = found.path[found.steps_to_parent];
  const auto* key = std::get_if<std::string>(&step);
  if (parent.is_sequence()) {
    return fmt::format("{} is a list of {}: count its items from [0]", place_name(found), parent.sequence().size());
  }
  if (!parent.is_mapping() || parent.mapping().empty())
    return fmt::format("{} has nothing below it", place_name(found));
  std::vector<std::string_view> names;
  for (const auto& entry : parent.mapping()) names.push_back(entry.key);
  if (const auto meant = key == nullptr ? std::nullopt : closest(*key, names)) {
    return fmt::format("did you mean \"{}\"?", *meant);
  }
  constexpr std::size_t shown = 12;
  const bool cut = names.size() > shown;
  if (cut) names.resize(shown);
  return fmt::format("{} has: {}{}", place_name(found), fmt::join(names, ", "), cut ? " …" : "");
}

[[noreturn]] void fail_missing(const LoadResult& result, const SourceFiles& files, const FoundValue& found) {
  const auto name = value_path_text(found.path);
  for (const auto& removal : result.removals) {
    if (!leads_to(removal, found.path)) continue;
    throw Error(fmt::format("{} is not there: !reset takes it away", name),
                fmt::format("it was set at {}", files.describe(removal.earlier.begin)),
                files.describe(removal.tag.begin));
  }
  const auto* service = found.path.size() > 1 ? std::get_if<std::string>(&found.path[1]) : nullptr;
  if (service != nullptr && std::get<std::string>(found.path[0]) == "services" && result.project &&
      result.project->disabled_services.contains(*service)) {
    throw Error(fmt::format("{} is not there: the service {} does not take part", name, *service),
                "activate one of its profiles with --profile");
  }
  throw Error(fmt::format("nothing sets {}", name), hint_for(found));
}

Node place_node(const ExplainedStep& step, const SourceFiles& files, Mapping fields) {
  const auto file = files.name(step.span.begin.file);
  if (!file.empty()) {
    fields.set("file", Node(file));
    fields.set("line", Node(std::int64_t{step.span.begin.line}));
    fields.set("column", Node(std::int64_t{step.span.begin.column}));
  } else if (!step.source.empty()) {
    fields.set("source", Node(step.source));
  }
  return Node(std::move(fields));
}

Node step_node(const ExplainedStep& step, const SourceFiles& files) {
  Mapping fields;
  fields.set("kind", Node(step.kind));
  if (!step.name.empty()) fields.set("name", Node(step.name));
  fields.set("text", Node(step.text));
  return place_node(step, files, std::move(fields));
}

}  // namespace

std::string ExplainedStep::place(const SourceFiles& files) const {
  return span.begin.known() ? files.describe(span.begin) : source;
}

std::string ExplainedStep::what() const {
  if (kind == "variable") return fmt::format("{}={}", name, text);
  if (kind == "extends") return "service " + name;
  if (kind == "include") return name;
  const auto nothing = source.empty() ? " is not set: " : " is empty: ";
  if (kind == "default") return name + nothing + (text.empty() ? "nothing" : text);
  if (kind == "unset") return name + nothing + "nothing";
  if (kind == "alternative") return fmt::format("{} is set: {}", name, text);
  return text;
}

Explanation explain(const LoadResult& result, const SourceFiles& files, std::string_view path) {
  const auto& tree = result.bound.is_null() ? result.model : result.bound;
  const auto found = find_value(tree, parse_value_path(path));
  if (found.node == nullptr) fail_missing(result, files, found);
  Explanation explanation{.path = value_path_text(found.path), .value = redacted(tree, found.path)};
  const bool hidden = found.node->is_scalar() && *found.node != explanation.value;
  explanation.steps = steps_of(*found.node, hidden, files);
  explanation.children = children_of(*found.node, explanation.value, files);
  return explanation;
}

std::string explanation_json(const Explanation& explanation, const SourceFiles& files) {
  Mapping fields;
  fields.set("path", Node(explanation.path));
  fields.set("value", explanation.value);
  yaml::Sequence steps;
  for (const auto& step : explanation.steps) steps.push_back(step_node(step, files));
  fields.set("steps", Node(std::move(steps)));
  if (!explanation.value.is_scalar()) {
    Mapping children;
    for (const auto& child : explanation.children) children.set(child.key, place_node(child.last, files, {}));
    fields.set("children", Node(std::move(children)));
  }
  return yaml::emit_json(Node(std::move(fields))) + "\n";
}

}  // namespace berth::compose
