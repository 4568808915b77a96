#include "compose/interpolate.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/history.hpp"
#include "compose/place.hpp"

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
  void visit(yaml::Node& node, const Place& place) {
    if (node.is_string()) return scalar(node, place);
    if (node.is_mapping()) {
      for (auto& entry : node.mapping()) descend(entry.key, entry.value, Place(place, entry.key));
    } else if (node.is_sequence()) {
      std::size_t index = 0;
      for (auto& item : node.sequence()) descend("[]", item, Place(place, index++));
    }
  }

  std::vector<VariableUse> uses;

 private:
  void descend(std::string_view step, yaml::Node& child, const Place& place) {
    path_.push_back(step);
    visit(child, place);
    path_.pop_back();
  }

  void scalar(yaml::Node& node, const Place& place) {
    const std::string written = node.string();
    auto result = substitute(written, options_.lookup);
    if (!result) return report(node, written, place, result.problem());
    for (auto& use : result->uses) use.span = part_of(node, written, use.offset, use.length);
    warn(result->missing(), place);
    const auto cast = options_.cast ? options_.cast(path_) : Cast::text;
    auto value = cast_text(result->text, cast);
    if (!value) return report_cast(node, result->uses, place, value.problem());
    if (cast == Cast::boolean) warn_about_old_boolean(node, result->text, place);
    history::interpolated(node, result->uses, options_.lookup);
    node.assign(value->value());
    std::ranges::move(result->uses, std::back_inserter(uses));
  }

  void report(yaml::Node& node, std::string_view text, const Place& place, const Problem& problem) {
    tell(Severity::error, problem.code, part_of(node, text, problem.offset, problem.length), place, problem.message,
         problem.hint);
    node.set_fault(yaml::Fault::broken);
  }

  void report_cast(yaml::Node& node, const std::vector<VariableUse>& found, const Place& place,
                   const Problem& problem) {
    const auto from = found.empty() ? std::string() : fmt::format(", which comes from ${}", found.front().name);
    tell(Severity::error, problem.code, node.span(), place, problem.message + from, problem.hint);
    node.set_fault(yaml::Fault::broken);
  }

  /// Once a variable and service, since a service may silence it.
  void warn(const std::vector<const VariableUse*>& missing, const Place& place) {
    if (!options_.warn_about_unset) return;
    const bool in_service = path_.size() > 1 && path_.front() == "services";
    for (const auto* use : missing) {
      if (!warned_.emplace(use->name, in_service ? path_[1] : std::string_view()).second) continue;
      tell(Severity::warning, "unset-variable", use->span, place,
           fmt::format("the variable {} is not set, so it counts as empty", use->name),
           fmt::format("set it, or give a default: ${{{}:-default}}", use->name));
    }
  }

  void warn_about_old_boolean(const yaml::Node& node, std::string_view text, const Place& place) {
    const auto word = to_lower(text);
    if (word == "true" || word == "false") return;
    tell(Severity::warning, "old-boolean", node.span(), place,
         fmt::format("\"{}\" is a boolean of YAML 1.1 only", text),
         fmt::format("write {}", parse_boolean(text).value_or(false)));
  }

  void tell(Severity severity, Code code, Span span, const Place& place, std::string message, std::string hint) {
    diagnostics_.add({severity, code, span, place.text(), std::move(message), std::move(hint), {}});
  }

  const InterpolationOptions& options_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> path_;
  std::set<std::pair<std::string, std::string>> warned_;  // variable and service
};

}  // namespace

std::vector<VariableUse> interpolate(yaml::Node& tree, const InterpolationOptions& options, Diagnostics& diagnostics) {
  TreeInterpolation interpolation(options, diagnostics);
  interpolation.visit(tree, Place());
  return std::move(interpolation.uses);
}

}  // namespace berth::compose
