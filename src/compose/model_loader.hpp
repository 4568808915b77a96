// From compose files to one canonical tree: per file and document, interpolate, include, reset, extend, merge, drop
// repetitions, validate, rewrite as long forms (compose-spec 03-compose-file, 13-merge, 14-include).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/environment.hpp"
#include "compose/history.hpp"
#include "compose/interpolate.hpp"
#include "compose/reading.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

struct ModelOptions {
  bool interpolate = true;
  bool resolve_paths = true;
  bool validate = true;
  bool trace = false;        ///< every value gets a history
  bool named_files = false;  ///< the files of the project were named on the command line
};

/// Files that belong together: those of -f, or those of one `include`.
struct FileSet {
  std::vector<std::string> paths;  ///< absolute, or "-"
  std::string base;                ///< absolute: where their `include` and `extends` are looked up
  std::string directory;           ///< put before their relative paths; relative when the including file's is to follow
  Environment environment;
};

/// One file as it was parsed.
struct ParsedFile {
  FileId id = 0;
  std::vector<yaml::Node> documents;
};

/// Goes on after problems: what is wrong is marked in the tree (yaml::Fault), what is sound is checked to the end. Only
/// what costs too much ends the load: then LimitReached is thrown.
class ModelLoader {
 public:
  ModelLoader(const ModelOptions& options, const Reading& reading);

  /// The `name:` of the last file that has one, as written; null when none has.
  yaml::Node name_in(const std::vector<std::string>& paths);

  /// Where a file that was read begins, for problems without a better place.
  [[nodiscard]] Span start_of(const std::string& path) const;

  /// All files of the set over each other; with defaults, checked rules and paths resolved.
  yaml::Node load(const FileSet& set);

  /// Every use of a variable in the files that were read, in order.
  [[nodiscard]] const std::vector<VariableUse>& variables() const { return variables_; }

  /// What `!reset` took away, when a trace was asked for.
  [[nodiscard]] const std::vector<history::Removal>& removals() const { return removals_; }

 private:
  friend class Extender;
  friend class Includer;

 public:
  struct Run;  ///< one set of files on its way; see compose/model_run.hpp

 private:
  yaml::Node load(const FileSet& set, const Run* includer);
  void load_file(const std::string& path, Run& run, yaml::Node& model);
  void load_document(yaml::Node document, const std::string& path, Run& run, yaml::Node& model);
  /// Long forms of what was merged so far, without repetitions.
  void canonicalize(yaml::Node& model);
  void interpolate_document(yaml::Node& document, const Environment& environment);
  /// The file, read and parsed unless it is at hand; nullptr after a problem, which is reported at `named_at`.
  const ParsedFile* parsed(const std::string& path, FileRole role = FileRole::project, Span named_at = {});
  /// The text of the file, read unless it is at hand; nullopt after a problem, which is reported at `named_at`.
  std::optional<FileId> file_id(const std::string& path, FileRole role, Span named_at);
  /// The documents of a file. The first time they are given away, since hardly any file is asked for again.
  std::vector<yaml::Node> take_documents(const std::string& path);

  const ModelOptions& options_;
  const FileSystem& disk_;
  SourceFiles& files_;
  Diagnostics& diagnostics_;
  Budget& budget_;
  std::map<std::string, std::unique_ptr<ParsedFile>> parsed_;
  std::map<std::string, FileId> read_;  // what was read, by path
  std::set<std::string> taken_;         // whose documents were given away
  std::vector<VariableUse> variables_;
  std::vector<history::Removal> removals_;
  std::map<std::string, std::size_t> weights_;  // of the sets of files that were included, by their paths
};

}  // namespace berth::compose
