#include "compose/interpolate.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/history.hpp"

namespace berth::compose {
namespace {

std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// The place of a part of a scalar. A scalar on one line whose source has no escapes is told from its length; for the
/// others the whole scalar is the best that can be said.
Span part_of(const yaml::Node& scalar, std::string_view text, std::size_t offset, std::size_t length) {
  const auto& whole = scalar.span();
  const auto width = characters(text);
  const bool plain = scalar.style() == yaml::Style::plain && whole.length == width;
  const bool quoted = scalar.style() == yaml::Style::quoted && whole.length == width + 2;
  if (!whole.begin.known() || (!plain && !quoted)) return whole;
  Span part = whole;
  offset = std::min(offset, text.size());
  part.begin.column += characters(text.substr(0, offset)) + (quoted ? 1U : 0U);
  part.length = characters(text.substr(offset, length));
  return part;
}

class TreeInterpolation {
 public:
  TreeInterpolation(const InterpolationOptions& options, Diagnostics& diagnostics)
      : options_(options), diagnostics_(diagnostics) {}

  /// Trees come from the parser, which bounds their depth.
  void visit(yaml::Node& node) {
    if (node.is_string()) return scalar(node);
    if (node.is_mapping()) {
      for (auto& entry : node.mapping()) descend(entry.key, entry.value);
    } else if (node.is_sequence()) {
      for (auto& item : node.sequence()) descend("[]", item);
    }
  }

  std::vector<VariableUse> uses;

 private:
  void descend(std::string_view step, yaml::Node& child) {
    path_.push_back(step);
    visit(child);
    path_.pop_back();
  }

  void scalar(yaml::Node& node) {
    const std::string written = node.string();
    auto result = substitute(written, options_.lookup);
    if (!result) return report(node, written, result.problem());
    for (auto& use : result->uses) use.span = part_of(node, written, use.offset, use.length);
    warn(result->missing());
    const auto cast = options_.cast ? options_.cast(path_) : Cast::text;
    auto value = cast_text(result->text, cast);
    if (!value) return report_cast(node, result->uses, value.problem());
    if (cast == Cast::boolean) warn_about_old_boolean(node, result->text);
    history::interpolated(node, result->uses, options_.lookup);
    node.assign(value->value());
    std::ranges::move(result->uses, std::back_inserter(uses));
  }

  void report(const yaml::Node& node, std::string_view text, const Problem& problem) {
    const auto span = part_of(node, text, problem.offset, problem.length);
    diagnostics_.error(problem.code.empty() ? "invalid-interpolation" : problem.code, span, problem.message,
                       problem.hint);
  }

  void report_cast(const yaml::Node& node, const std::vector<VariableUse>& found, const Problem& problem) {
    std::string from;
    if (!found.empty()) from = fmt::format(", which comes from ${}", found.front().name);
    const std::string_view attribute = path_.empty() ? std::string_view{} : path_.back();
    const auto name = attribute == "[]" ? std::string("an item") : fmt::format("\"{}\"", attribute);
    diagnostics_.error(problem.code, node.span(), fmt::format("{}: {}{}", name, problem.message, from), problem.hint);
  }

  void warn(const std::vector<const VariableUse*>& missing) {
    if (!options_.warn_about_unset) return;
    for (const auto* use : missing) {
      if (!warned_.insert(use->name).second) continue;
      diagnostics_.warning("unset-variable", use->span,
                           fmt::format("the variable {} is not set, so it counts as empty", use->name),
                           fmt::format("set it, or give a default: ${{{}:-default}}", use->name));
    }
  }

  void warn_about_old_boolean(const yaml::Node& node, std::string_view text) {
    const auto word = to_lower(text);
    if (word == "true" || word == "false") return;
    diagnostics_.warning("old-boolean", node.span(), fmt::format("\"{}\" is a boolean of YAML 1.1 only", text),
                         fmt::format("write {}", parse_boolean(text).value_or(false)));
  }

  const InterpolationOptions& options_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> path_;
  std::set<std::string, std::less<>> warned_;
};

}  // namespace

std::vector<VariableUse> interpolate(yaml::Node& tree, const InterpolationOptions& options, Diagnostics& diagnostics) {
  TreeInterpolation interpolation(options, diagnostics);
  interpolation.visit(tree);
  return std::move(interpolation.uses);
}

}  // namespace berth::compose
