#include "ui/explanation.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "ui/table.hpp"
#include "yaml/emit.hpp"
#include "yaml/resolve.hpp"

namespace berth::ui {
namespace {

/// A value on one line.
std::string brief(const yaml::Node& value) {
  if (value.is_null()) return "(nothing)";
  if (!value.is_scalar()) return yaml::emit_json(value, 0);
  auto text = yaml::scalar_text(value);
  return text.empty() ? "\"\"" : text;
}

std::string heading(const compose::Explanation& explanation) {
  const auto& value = explanation.value;
  const auto count = explanation.children.size();
  if (value.is_mapping()) return fmt::format("{} {}", count, count == 1 ? "key" : "keys");
  if (value.is_sequence()) return fmt::format("{} {}", count, count == 1 ? "item" : "items");
  return brief(value);
}

}  // namespace

std::string explanation_text(const compose::Explanation& explanation, const SourceFiles& files, std::size_t width) {
  auto out = escape_terminal(fmt::format("{}: {}", explanation.path, heading(explanation))) + "\n\n";
  Table steps({"STEP", "WHERE", "WHAT"});
  for (const auto& step : explanation.steps) steps.add_row({step.kind, step.place(files), step.what()});
  out += steps.render(width);
  if (explanation.children.empty()) return out;
  const bool list = explanation.value.is_sequence();
  Table children({list ? "ITEM" : "KEY", "WHERE", "VALUE"});
  for (const auto& child : explanation.children) {
    const auto place = child.last.place(files);
    children.add_row({child.key, place.empty() ? child.last.text : place, brief(child.value)});
  }
  return out + "\n" + children.render(width);
}

}  // namespace berth::ui
