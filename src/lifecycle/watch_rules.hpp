// What a changed file means to the services that watch it (compose-spec "Compose Develop"). Pure: paths in, actions
// out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compose/service.hpp"
#include "engine_client/ignore_rules.hpp"

namespace berth::lifecycle {

/// A file or folder that was made or written, or is gone.
struct FileChange {
  std::string path;  ///< absolute
  bool gone = false;
  bool is_folder = false;

  bool operator==(const FileChange&) const = default;
};

/// A file of the host and where it belongs in a container.
struct SyncedFile {
  std::string path;    ///< on the host, absolute
  std::string folder;  ///< in the container, absolute: where the watched folder goes
  std::string name;    ///< below it
  bool gone = false;
  bool is_folder = false;

  bool operator==(const SyncedFile&) const = default;
};

struct WatchActions {
  std::set<std::string> rebuild;
  std::map<std::string, std::vector<SyncedFile>> sync;  ///< by service
  std::set<std::string> restart;
  std::set<std::pair<std::string, std::size_t>> exec;  ///< service and index of its trigger

  /// Beside files that are sent: what interrupts a service.
  [[nodiscard]] bool disturbs() const { return !rebuild.empty() || !restart.empty() || !exec.empty(); }
  void merge(WatchActions other);
};

/// What a build leaves out of its context, which a watch of files in it leaves out, too.
struct ContextIgnore {
  std::string folder;  ///< absolute
  engine::IgnoreRules rules;
};

class WatchRules {
 public:
  /// All triggers of the service but `skipped`. Throws berth::Error for a pattern that is none.
  void add(const compose::Service& service, std::optional<ContextIgnore> context,
           const std::set<std::size_t>& skipped = {});

  /// The watched paths.
  [[nodiscard]] std::set<std::string> roots() const;
  /// Whether any rule asks for the path or, if it is a folder, may ask for something below it.
  [[nodiscard]] bool concerns(const std::string& path, bool is_folder) const;
  [[nodiscard]] WatchActions actions(std::span<const FileChange> changes) const;
  /// What triggers with `initial_sync` send at the beginning, of all that is there.
  [[nodiscard]] std::map<std::string, std::vector<SyncedFile>> first_sync(std::span<const FileChange> present) const;

 private:
  struct Rule {
    std::string service;
    std::size_t index = 0;
    std::string path;
    std::string action;
    std::string target;
    bool initial_sync = false;
    engine::IgnoreRules ignore;  // below `path`
    std::optional<engine::IgnoreRules> include;
    std::shared_ptr<const ContextIgnore> context;
  };

  static bool matches(const Rule& rule, const std::string& path);
  static bool may_match_below(const Rule& rule, const std::string& folder);
  static std::optional<SyncedFile> synced(const Rule& rule, const FileChange& change);
  static void act(const Rule& rule, const FileChange& change, WatchActions& actions);

  std::vector<Rule> rules_;
};

/// The path below the folder, "" for the folder itself; nullopt when it lies elsewhere.
std::optional<std::string_view> below(std::string_view path, std::string_view folder);

}  // namespace berth::lifecycle
