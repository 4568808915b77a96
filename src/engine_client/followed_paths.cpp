#include "engine_client/followed_paths.hpp"

#include <deque>
#include <set>
#include <system_error>

#include "base/error.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_paths = 100'000;  // a ring of links adds no path twice, so this only bounds absurd trees

bool has_wildcards(std::string_view name) {
  return name.find_first_of("*?[") != std::string_view::npos;
}

/// "/a/../b/" → "b"; what would leave the root stays in it, as in a container.
std::string within_root(const fs::path& path) {
  auto clean = (fs::path("/") / path).lexically_normal().generic_string();
  while (clean.ends_with('/')) clean.pop_back();
  return clean.empty() ? clean : clean.substr(1);
}

class Follower {
 public:
  explicit Follower(fs::path root) : root_(std::move(root)) {}

  void add(const std::string& path) { open_.push_back(within_root(path)); }

  std::set<std::string> resolve() {
    while (!open_.empty() && seen_.size() < most_paths) {
      const auto path = std::move(open_.front());
      open_.pop_front();
      if (seen_.insert(path).second) follow(path);
    }
    return std::move(wanted_);
  }

 private:
  /// Goes down to the first link, which is wanted itself and leads elsewhere.
  void follow(const std::string& path) {
    fs::path walked;
    const fs::path whole(path);
    for (auto name = whole.begin(); name != whole.end(); ++name) {
      fs::path rest;
      for (auto later = std::next(name); later != whole.end(); ++later) rest /= *later;
      if (has_wildcards(name->string())) {
        follow_matches(walked, name->string(), rest);
      } else if (follow_link(walked / *name, rest)) {
        return;
      }
      walked /= *name;
    }
    wanted_.insert(path);
  }

  bool follow_link(const fs::path& link, const fs::path& rest) {
    std::error_code error;
    const auto target = fs::read_symlink(root_ / link, error);
    if (error) return false;
    wanted_.insert(link.generic_string());
    const auto from = target.is_absolute() ? target : link.parent_path() / target;
    open_.push_back(within_root(from / rest));
    return true;
  }

  void follow_matches(const fs::path& folder, const std::string& pattern, const fs::path& rest) {
    std::error_code error;
    const IgnoreRules glob(pattern, "the paths that the engine asks for");
    for (const auto& entry : fs::directory_iterator(root_ / folder, error)) {
      const auto name = entry.path().filename().string();
      if (glob.judge(name, {}).ignored) follow_link(folder / name, rest);
    }
  }

  fs::path root_;
  std::deque<std::string> open_;
  std::set<std::string> seen_;
  std::set<std::string> wanted_;
};

}  // namespace

IgnoreRules wanted_only(const fs::path& root, const std::vector<std::string>& patterns,
                        const std::vector<std::string>& paths) {
  Follower follower(root);
  for (const auto& path : paths) follower.add(path);
  const auto followed = follower.resolve();
  if (followed.contains("") || (patterns.empty() && followed.empty())) return {};
  std::string text = "**\n";
  for (const auto& pattern : patterns) text += '!' + pattern + '\n';
  for (const auto& path : followed) text += '!' + path + '\n';
  return IgnoreRules(text, "the paths that the engine asks for");
}

}  // namespace berth::engine
