#include "engine_client/ignore_rules.hpp"

#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace berth::engine {

IgnoreRules::IgnoreRules(std::string_view text, const std::string& name) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::size_t number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (line.starts_with('#')) continue;
    try {
      add(trim(line));
    } catch (const std::invalid_argument& error) {
      throw Error(fmt::format("the pattern \"{}\" {}", trim(line), error.what()), {},
                  fmt::format("{}:{}", name, number));
    }
  }
}

void IgnoreRules::add(std::string_view line) {
  const bool restores = line.starts_with('!');
  if (restores) line = trim(line.substr(1));
  if (line.empty()) return;
  auto clean = std::filesystem::path(line).lexically_normal().generic_string();
  while (clean.ends_with('/')) clean.pop_back();
  while (clean.starts_with('/')) clean.erase(0, 1);
  if (clean.empty() || clean == ".") return;
  rules_.push_back({GlobPattern(clean), restores});
}

IgnoreState IgnoreRules::judge(std::string_view path, const IgnoreState& parent) const {
  IgnoreState state;
  state.matched.resize(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto& rule = rules_[i];
    const bool inherited = i < parent.matched.size() && parent.matched[i];
    // A rule that could change nothing is not asked, and counts as not matching for what lies below, too.
    if (!inherited && rule.restores != state.ignored) continue;
    if (!inherited && !rule.pattern.matches(path)) continue;
    state.matched[i] = true;
    state.ignored = !rule.restores;
  }
  return state;
}

bool IgnoreRules::may_restore_below(std::string_view folder) const {
  for (const auto& rule : rules_) {
    if (rule.restores && rule.pattern.may_match_below(folder)) return true;
  }
  return false;
}

void IgnoreRules::always_keep(const std::string& path) {
  std::string literal = "!";
  for (const char c : path) {
    if (std::string_view("*?[\\").find(c) != std::string_view::npos) literal += '\\';
    literal += c;
  }
  add(literal);
}

}  // namespace berth::engine
