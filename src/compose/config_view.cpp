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
  Node top = sorted(presented);
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

std::vector<VariableRow> variable_rows(const LoadResult& result) {
  std::vector<VariableRow> rows;
  std::map<std::string, std::size_t> position;
  for (const auto& use : result.variables) {
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

std::string padded(const std::string& text, std::size_t width) {
  constexpr std::size_t gap = 3;
  return text + std::string(width + gap - text.size(), ' ');
}

}  // namespace

std::string config_text(const LoadResult& result, Format format) {
  Node shown = present(result.bound, attribute_tree(), format);
  if (shown.find("services") == nullptr) shown.mapping().set("services", Node(Mapping{}));
  if (format == Format::json) return escape_dollars(yaml::emit_json(json_top(shown)) + "\n");
  return escape_dollars(yaml::emit_yaml(shown));
}

std::string model_text(const LoadResult& result, Format format) {
  const auto shown = sorted(result.model);
  return format == Format::json ? yaml::emit_json(shown) + "\n" : yaml::emit_yaml(shown);
}

std::vector<std::string> section_names(const LoadResult& result, const std::string& section) {
  std::vector<std::string> names;
  for (const auto& entry : section_of(result.bound, section)) names.push_back(entry.key);
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> image_names(const LoadResult& result) {
  std::set<std::string> names;
  if (result.project) {
    for (const auto& [name, service] : result.project->services) names.insert(image_name(*result.project, service));
  }
  return {names.begin(), names.end()};
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
  const VariableRow titles{"NAME", false, "DEFAULT VALUE", "ALTERNATE VALUE"};
  const auto rows = variable_rows(result);
  std::size_t name_width = titles.name.size();
  std::size_t fallback_width = titles.fallback.size();
  for (const auto& row : rows) {
    name_width = std::max(name_width, row.name.size());
    fallback_width = std::max(fallback_width, row.fallback.size());
  }
  std::string table = padded(titles.name, name_width) + padded("REQUIRED", 17) +
                      padded(titles.fallback, fallback_width) + titles.alternate + "\n";
  for (const auto& row : rows) {
    table += padded(row.name, name_width) + padded(row.required ? "true" : "false", 17) +
             padded(row.fallback, fallback_width) + row.alternate + "\n";
  }
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
  return yaml::emit_json(list) + "\n";
}

}  // namespace berth::compose
