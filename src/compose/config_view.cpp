#include "compose/config_view.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "compose/interpolate.hpp"
#include "yaml/emit.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;

const Mapping& section_of(const Node& model, const std::string& name) {
  static const Mapping none;
  const auto* found = model.find(name);
  return found != nullptr && found->is_mapping() ? found->mapping() : none;
}

/// Go prints the top of the JSON as a sorted map, and leaves models out of it.
Node json_top(const Node& presented) {
  Node top = sorted(presented, Format::json);
  top.mapping().erase("models");
  Node result{Mapping{}};
  for (auto& entry : top.mapping()) {
    const auto* original = presented.find(entry.key);
    result.mapping().set(entry.key, *original);
  }
  return result;
}

/// One variable as --variables shows it: what its uses say together.
struct VariableRow {
  std::string name;
  bool required = false;
  std::string fallback;
  std::string alternate;
};

void collect_variables(const Node& node, std::vector<VariableUse>& uses) {
  if (node.is_string()) {
    for (auto& use : find_variables(node.string())) uses.push_back(std::move(use));
  } else if (node.is_mapping()) {
    for (const auto& entry : node.mapping()) collect_variables(entry.value, uses);
  } else if (node.is_sequence()) {
    for (const auto& item : node.sequence()) collect_variables(item, uses);
  }
}

std::vector<VariableRow> variable_rows(const LoadResult& result) {
  std::vector<VariableRow> rows;
  std::map<std::string, std::size_t> position;
  std::vector<VariableUse> uses;
  collect_variables(result.model, uses);
  for (const auto& use : uses) {
    const auto [found, is_new] = position.emplace(use.name, rows.size());
    if (is_new) rows.push_back({use.name, false, {}, {}});
    auto& row = rows[found->second];
    if (use.form == VariableForm::required) row.required = true;
    if (use.form == VariableForm::fallback && row.fallback.empty()) row.fallback = use.argument;
    if (use.form == VariableForm::replacement && row.alternate.empty()) row.alternate = use.argument;
  }
  std::ranges::sort(rows, {}, &VariableRow::name);
  return rows;
}

/// A column of a Go tabwriter: at least 20 wide, three blanks behind the longest.
std::size_t column_width(std::size_t longest) {
  return std::max<std::size_t>(20, longest + 3);
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - text.size(), ' ');
}

}  // namespace

std::string config_text(const LoadResult& result, Format format) {
  const auto shown = present(result.bound, attribute_tree(), format);
  if (format == Format::json) return escape_dollars(yaml::emit_json(json_top(shown)));
  return escape_dollars(yaml::emit_yaml(shown));
}

std::string images_text(const LoadResult& result, Format format) {
  const auto& tree = result.model.find("services") != nullptr ? result.model : result.bound;
  Node services{Mapping{}};
  for (const auto& [name, span, service] : section_of(tree, "services")) {
    Mapping kept;
    if (const auto* image = service.find("image")) kept.set("image", *image);
    services.mapping().set(name, Node(std::move(kept)));
  }
  Node top{Mapping{}};
  top.mapping().set("services", std::move(services));
  auto shown = present(top, attribute_tree(), format);
  if (format == Format::json) {  // as Docker Compose prints it
    top.assign(Mapping{});
    top.mapping().set("name", Node(""));
    top.mapping().set("services", std::move(*shown.find("services")));
    shown = std::move(top);
  }
  return escape_dollars(format == Format::json ? yaml::emit_json(shown) : yaml::emit_yaml(shown));
}

std::string model_text(const LoadResult& result, Format format) {
  const auto shown = sorted(result.model, format);
  return format == Format::json ? yaml::emit_json(shown) : yaml::emit_yaml(shown);
}

std::vector<std::string> section_names(const LoadResult& result, const std::string& section) {
  std::vector<std::string> names;
  for (const auto& entry : section_of(result.bound, section)) names.push_back(entry.key);
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> image_names(const LoadResult& result) {
  std::vector<std::string> names;
  if (!result.project) return names;
  for (const auto& [name, service] : result.project->services) names.push_back(image_name(*result.project, service));
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> model_names(const LoadResult& result) {
  std::vector<std::string> names;
  if (!result.project) return names;
  for (const auto& [key, model] : result.project->models) names.push_back(model.model);
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> hashed_services(const LoadResult& result, const std::string& wanted) {
  const auto known = section_names(result, "services");
  if (wanted == "*") return known;
  std::vector<std::string> names;
  for (const auto name : split(wanted, ',')) {
    if (std::ranges::find(known, name) == known.end()) throw Error(fmt::format("no such service: {}", name));
    names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> environment_lines(const LoadResult& result) {
  std::vector<std::string> lines;
  for (const auto& [name, variable] : result.location.environment.all()) lines.push_back(name + "=" + variable.value);
  return lines;
}

std::string variables_table(const LoadResult& result) {
  const auto rows = variable_rows(result);
  std::size_t name_width = column_width(0);
  std::size_t fallback_width = column_width(0);
  for (const auto& row : rows) {
    name_width = std::max(name_width, column_width(row.name.size()));
    fallback_width = std::max(fallback_width, column_width(row.fallback.size()));
  }
  std::string table;
  const auto add = [&](const std::string& name, const std::string& required, const std::string& fallback,
                       const std::string& alternate) {
    table += padded(name, name_width) + padded(required, column_width(0)) + padded(fallback, fallback_width) +
             alternate + "\n";
  };
  add("NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE");
  for (const auto& row : rows) add(row.name, row.required ? "true" : "false", row.fallback, row.alternate);
  return table;
}

std::string variables_json(const LoadResult& result) {
  Node list{Mapping{}};
  for (const auto& row : variable_rows(result)) {
    Mapping variable;
    variable.set("Name", Node(row.name));
    variable.set("DefaultValue", Node(row.fallback));
    variable.set("PresenceValue", Node(row.alternate));
    variable.set("Required", Node(row.required));
    list.mapping().set(row.name, Node(std::move(variable)));
  }
  return yaml::emit_json(list, 4) + "\n\n";
}

}  // namespace berth::compose
