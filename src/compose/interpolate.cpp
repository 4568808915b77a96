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

/// The places of parts of a scalar, asked for from left to right. A scalar on one line whose source has no escapes is
/// told from its length; for the others the whole scalar is the best that can be said.
class Parts {
 public:
  Parts(const yaml::Node& scalar, std::string_view text) : whole_(scalar.span()), text_(text) {
    const auto width = characters(text);
    const bool plain = scalar.style() == yaml::Style::plain && whole_.length == width;
    const bool quoted = scalar.style() == yaml::Style::quoted && whole_.length == width + 2;
    known_ = whole_.begin.known() && (plain || quoted);
    before_ = quoted ? 1U : 0U;
  }

  Span at(std::size_t offset, std::size_t length) {
    if (!known_) return whole_;
    offset = std::clamp(offset, offset_, text_.size());
    before_ += characters(text_.substr(offset_, offset - offset_));
    offset_ = offset;
    Span part = whole_;
    part.begin.column += before_;
    part.length = characters(text_.substr(offset, length));
    return part;
  }

 private:
  Span whole_;
  std::string_view text_;
  bool known_ = false;
  std::size_t offset_ = 0;    // of the last part
  std::uint32_t before_ = 0;  // characters before it
};

class TreeInterpolation {
 public:
  TreeInterpolation(const InterpolationOptions& options, Budget& budget, Diagnostics& diagnostics)
      : options_(options), budget_(budget), diagnostics_(diagnostics) {}

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
    auto result = substitute(written, options_.lookup, budget_.variable_bytes_left());
    Parts parts(node, written);
    if (!result) return report(node, parts, place, result.problem());
    for (auto& use : result->uses) use.span = parts.at(use.offset, use.length);
    if (result->cost > 0) budget_.take_variable_bytes(result->cost, node.span(), {});
    warn(result->missing(), place);
    const auto cast = options_.cast ? options_.cast(path_) : Cast::text;
    auto value = cast_text(result->text, cast);
    if (!value) return report_cast(node, result->uses, place, value.problem());
    if (cast == Cast::boolean) warn_about_old_boolean(node, result->text, place);
    history::interpolated(node, result->uses, options_.lookup);
    node.assign(value->value());
    std::ranges::move(result->uses, std::back_inserter(uses));
  }

  void report(yaml::Node& node, Parts& parts, const Place& place, const Problem& problem) {
    const auto span = parts.at(problem.offset, problem.length);
    if (problem.code == Code("limit")) {
      throw LimitReached({Severity::error, problem.code, span, place.text(), problem.message, problem.hint, {}});
    }
    tell(Severity::error, problem.code, span, place, problem.message, problem.hint);
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
  Budget& budget_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> path_;
  std::set<std::pair<std::string, std::string>> warned_;  // variable and service
};

}  // namespace

std::vector<VariableUse> interpolate(yaml::Node& tree, const InterpolationOptions& options, Budget& budget,
                                     Diagnostics& diagnostics) {
  TreeInterpolation interpolation(options, budget, diagnostics);
  interpolation.visit(tree, Place());
  return std::move(interpolation.uses);
}

}  // namespace berth::compose
