#include "lifecycle/watch_rules.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace berth::lifecycle {
namespace {

/// What editors and tools leave beside the files that are meant, and the history of the files. Docker Compose passes
/// over the same.
constexpr std::string_view never_meant[] = {
    "**/.git", "**/4913", "**/*~",       "**/.*.swp",        "**/.*.swx",        "**/.*.swo",      "**/.*.swn",
    "**/.#*",  "**/#*#",  "**/.idea/**", "**/*___jb_old___", "**/*___jb_tmp___", "**/.*.kate-swp", "**/*-go-tmp-umask",
};

/// Lines of a .dockerignore; there a "#" begins a comment, in a list it is a part of the pattern.
std::string as_lines(const std::vector<std::string>& patterns) {
  std::string out;
  for (const auto& pattern : patterns) out += fmt::format("{}{}\n", pattern.starts_with('#') ? "\\" : "", pattern);
  return out;
}

/// Patterns count for folders with all below them, so that every folder on the way is asked.
bool judge(const engine::IgnoreRules& rules, std::string_view path) {
  engine::IgnoreState state;
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    state = rules.judge(path.substr(0, end), state);
    if (end == std::string_view::npos) return state.ignored;
  }
}

bool hides_all_below(const engine::IgnoreRules& rules, std::string_view folder) {
  return !folder.empty() && judge(rules, folder) && !rules.may_restore_below(folder);
}

bool sends(std::string_view action) {
  return action.starts_with("sync");
}

std::string absolute(std::string path) {
  if (!path.starts_with('/')) path.insert(0, "/");
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::optional<std::string_view> below(std::string_view path, std::string_view folder) {
  if (path == folder) return std::string_view();
  if (folder == "/") return path.substr(1);
  if (path.size() <= folder.size() || !path.starts_with(folder) || path[folder.size()] != '/') return std::nullopt;
  return path.substr(folder.size() + 1);
}

void WatchActions::merge(WatchActions other) {
  rebuild.merge(other.rebuild);
  restart.merge(other.restart);
  exec.merge(other.exec);
  for (auto& [service, files] : other.sync) std::ranges::move(files, std::back_inserter(sync[service]));
}

void WatchRules::add(const compose::Service& service, std::optional<ContextIgnore> context,
                     const std::set<std::size_t>& skipped) {
  std::shared_ptr<const ContextIgnore> shared;
  if (context) shared = std::make_shared<ContextIgnore>(std::move(*context));
  for (std::size_t i = 0; i < service.watch.size(); ++i) {
    if (skipped.contains(i)) continue;
    const auto& trigger = service.watch[i];
    const auto place = fmt::format("services.{}.develop.watch[{}]", service.name, i);
    std::vector<std::string> ignored(std::begin(never_meant), std::end(never_meant));
    std::ranges::copy(trigger.ignore, std::back_inserter(ignored));
    Rule rule{.service = service.name,
              .index = i,
              .path = trigger.path,
              .action = trigger.action,
              .target = trigger.target.empty() ? std::string() : absolute(trigger.target),
              .initial_sync = trigger.initial_sync,
              .ignore = engine::IgnoreRules(as_lines(ignored), place + ".ignore"),
              .include = {},
              .context = shared};
    if (!trigger.include.empty()) rule.include.emplace(as_lines(trigger.include), place + ".include");
    while (rule.path.size() > 1 && rule.path.ends_with('/')) rule.path.pop_back();
    rules_.push_back(std::move(rule));
  }
}

std::set<std::string> WatchRules::roots() const {
  std::set<std::string> out;
  for (const auto& rule : rules_) out.insert(rule.path);
  return out;
}

bool WatchRules::matches(const Rule& rule, const std::string& path) {
  const auto relative = below(path, rule.path);
  if (!relative) return false;
  if (rule.context) {
    const auto in_context = below(path, rule.context->folder);
    if (in_context && !in_context->empty() && judge(rule.context->rules, *in_context)) return false;
  }
  if (relative->empty()) return true;
  return !judge(rule.ignore, *relative) && (!rule.include || judge(*rule.include, *relative));
}

bool WatchRules::may_match_below(const Rule& rule, const std::string& folder) {
  const auto relative = below(folder, rule.path);
  if (!relative) return below(rule.path, folder).has_value();
  if (hides_all_below(rule.ignore, *relative)) return false;
  const auto in_context = rule.context ? below(folder, rule.context->folder) : std::nullopt;
  return !in_context || !hides_all_below(rule.context->rules, *in_context);
}

bool WatchRules::concerns(const std::string& path, bool is_folder) const {
  return std::ranges::any_of(
      rules_, [&](const auto& rule) { return matches(rule, path) || (is_folder && may_match_below(rule, path)); });
}

/// Nothing for the watched folder itself: it stands for what is in it.
std::optional<SyncedFile> WatchRules::synced(const Rule& rule, const FileChange& change) {
  const auto relative = *below(change.path, rule.path);
  if (!relative.empty())
    return SyncedFile{change.path, rule.target, std::string(relative), change.gone, change.is_folder};
  if (change.is_folder) return std::nullopt;
  const auto slash = rule.target.rfind('/');
  const auto folder = slash == 0 ? std::string("/") : rule.target.substr(0, slash);
  return SyncedFile{change.path, folder, rule.target.substr(slash + 1), change.gone, false};
}

void WatchRules::act(const Rule& rule, const FileChange& change, WatchActions& actions) {
  if (rule.action == "rebuild") actions.rebuild.insert(rule.service);
  if (sends(rule.action)) {
    if (auto file = synced(rule, change)) actions.sync[rule.service].push_back(std::move(*file));
  }
  if (rule.action.ends_with("restart")) actions.restart.insert(rule.service);
  if (rule.action == "sync+exec") actions.exec.emplace(rule.service, rule.index);
}

WatchActions WatchRules::actions(std::span<const FileChange> changes) const {
  WatchActions out;
  for (const auto& change : changes) {
    for (const auto& rule : rules_) {
      if (matches(rule, change.path)) act(rule, change, out);
    }
  }
  for (const auto& service : out.rebuild) out.restart.erase(service);
  return out;
}

std::map<std::string, std::vector<SyncedFile>> WatchRules::first_sync(std::span<const FileChange> present) const {
  std::map<std::string, std::vector<SyncedFile>> out;
  for (const auto& change : present) {
    for (const auto& rule : rules_) {
      if (!rule.initial_sync || !sends(rule.action) || !matches(rule, change.path)) continue;
      if (auto file = synced(rule, change)) out[rule.service].push_back(std::move(*file));
    }
  }
  return out;
}

}  // namespace berth::lifecycle
