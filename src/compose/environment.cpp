#include "compose/environment.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/dotenv.hpp"
#include "compose/paths.hpp"

namespace berth::compose {

Environment Environment::from_process(std::span<const std::string> entries) {
  Environment environment;
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    environment.set(entry.substr(0, equals), {entry.substr(equals + 1), "the environment", {}});
  }
  return environment;
}

std::optional<Variable> Environment::find(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Environment::value(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second.value;
}

bool Environment::flag(std::string_view name) const {
  const auto word = to_lower(value(name).value_or(""));
  return word == "1" || word == "t" || word == "true" || word == "y" || word == "yes" || word == "on";
}

void Environment::set(std::string name, Variable variable) {
  variables_.insert_or_assign(std::move(name), std::move(variable));
}

void Environment::add_missing(const Environment& other) {
  for (const auto& [name, variable] : other.variables_) variables_.try_emplace(name, variable);
}

VariableLookup Environment::lookup() const {
  return [this](std::string_view name) { return find(name); };
}

Environment read_env_files(std::span<const std::string> paths, const Environment& known, const Reading& reading,
                           bool named) {
  auto& [disk, files, diagnostics, budget] = reading;
  Environment environment;
  const VariableLookup lookup = [&](std::string_view name) {
    auto variable = known.find(name);
    return variable ? variable : environment.find(name);
  };
  for (const auto& path : paths) {
    auto text = named ? disk.read_named(path) : disk.read(path);
    if (!text) {
      diagnostics.error("env-file-missing", {}, text.problem().message, text.problem().hint);
      continue;
    }
    budget.take_file(text->size(), {});
    const auto file = files.add(shown_path(path, disk.working_directory()), std::move(*text), FileRole::values);
    for (auto& entry : parse_env_file(file, files, EnvFileFormat::standard, lookup, budget, diagnostics)) {
      environment.set(std::move(entry.key), {std::move(entry.value), path, entry.span});
    }
  }
  return environment;
}

}  // namespace berth::compose
