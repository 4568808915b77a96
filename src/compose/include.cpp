// `include`: other compose projects below this one.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "compose/attribute_tree.hpp"
#include "compose/canonical.hpp"
#include "compose/history.hpp"
#include "compose/merge.hpp"
#include "compose/model_run.hpp"
#include "compose/paths.hpp"
#include "compose/place.hpp"
#include "compose/validate.hpp"

namespace berth::compose {

using yaml::Node;

namespace {

/// One text or a list of them.
std::vector<std::string> texts(const Node* node) {
  std::vector<std::string> all;
  if (node == nullptr) return all;
  if (node->is_string()) all.push_back(node->string());
  if (node->is_sequence()) {
    for (const auto& item : node->sequence()) {
      if (item.is_string()) all.push_back(item.string());
    }
  }
  return all;
}

Span named_at(const Node& entry, std::size_t index) {
  const auto& path = *entry.find("path");
  return path.is_sequence() ? path.sequence()[index].span() : path.span();
}

/// Docker Compose ignores what it does not know here; Berth says so.
void warn_about_unknown(const Node& entry, Diagnostics& diagnostics) {
  for (const auto& attribute : entry.mapping()) {
    if (attribute.key == "path" || attribute.key == "project_directory" || attribute.key == "env_file") continue;
    diagnostics.add({.severity = Severity::warning,
                     .code = "ignored-attribute",
                     .span = attribute.key_span,
                     .path = "include",
                     .message = fmt::format("unknown attribute \"{}\" is ignored", attribute.key),
                     .hint = "include takes path, project_directory and env_file"});
  }
}

}  // namespace

void Includer::apply(Node& document) {
  const auto* include = document.find("include");
  if (include == nullptr) return;
  Node alone{yaml::Mapping{}};
  alone.mapping().set("include", *include);
  document.mapping().erase("include");
  validate(alone, loader_.diagnostics_);
  make_canonical(alone, {}, loader_.diagnostics_);
  const auto* entries = alone.find("include");
  if (entries->is_null()) return;
  bool complete = entries->is_sequence() && entries->fault() == yaml::Fault::none;
  if (entries->is_sequence()) {
    std::map<std::string, std::size_t> left;  // how often this list still includes the same
    for (const auto& entry : entries->sequence()) {
      ++left[key_of(entry)];
      read_files(entry);
    }
    for (const auto& entry : entries->sequence()) {
      const auto key = key_of(entry);
      require(key, left[key]--, entry.span());
      const auto before = loader_.budget_.values_left();
      complete = this->include(entry, document) && complete;
      loader_.weights_[key] = before - loader_.budget_.values_left();
    }
  }
  if (!complete) document.set_fault(yaml::Fault::incomplete);
}

/// All of a list are read before the first is looked into, so that too many of them are refused at once.
void Includer::read_files(const Node& entry) {
  if (!entry.is_mapping() || entry.fault() != yaml::Fault::none) return;
  const auto paths = texts(entry.find("path"));
  for (std::size_t i = 0; i < paths.size(); ++i) {
    loader_.file_id(absolute(paths[i]), FileRole::included, named_at(entry, i));
  }
}

std::string Includer::absolute(const std::string& path) const {
  return join_path(run_.set.base, expand_home(path, loader_.disk_.home()));
}

/// The same files, met again, cost the same again.
std::string Includer::key_of(const Node& entry) const {
  std::string key;
  for (const auto& path : texts(entry.find("path"))) key += absolute(path) + '\n';
  return key;
}

void Includer::require(const std::string& key, std::size_t times, Span span) const {
  const auto known = loader_.weights_.find(key);
  if (known != loader_.weights_.end()) loader_.budget_.require_values(known->second * times, span, "include");
}

bool Includer::include(const Node& entry, Node& document) {
  if (!entry.is_mapping() || entry.fault() != yaml::Fault::none) return false;
  warn_about_unknown(entry, loader_.diagnostics_);
  auto set = file_set(entry);
  if (set.paths.empty() || closes_cycle(set, entry.span())) return false;
  for (std::size_t i = 0; i < set.paths.size(); ++i) {
    if (loader_.parsed(set.paths[i], FileRole::included, named_at(entry, i)) == nullptr) return false;
  }
  if (!read_environment(entry, set.base, set)) return false;
  auto imported = loader_.load(set, &run_);
  history::included(imported, texts(entry.find("path")).front(), entry.span());
  return put_below(std::move(imported), document);
}

/// The directory of the included files is given relative to ours, so that their paths follow ours.
FileSet Includer::file_set(const Node& entry) {
  FileSet set;
  const auto& disk = loader_.disk_;
  for (const auto& path : texts(entry.find("path"))) {
    set.paths.push_back(absolute(path));
  }
  if (set.paths.empty()) {
    loader_.diagnostics_.error("missing-attribute", entry.span(), "include: \"path\" is missing",
                               "name the file to include");
    return set;
  }
  const auto* given = entry.find("project_directory");
  if (given == nullptr || given->string().empty()) {
    set.base = directory_of(set.paths.front());
    set.directory = relative_path(set.base, run_.set.base);
  } else {
    set.base = join_path(run_.set.base, expand_home(given->string(), disk.home()));
    set.directory = is_absolute(given->string()) ? set.base : relative_path(set.base, run_.set.base);
  }
  return set;
}

bool Includer::read_environment(const Node& entry, const std::string& directory, FileSet& set) {
  const auto& disk = loader_.disk_;
  std::vector<std::string> paths;
  const auto* given = entry.find("env_file");
  for (const auto& path : texts(given)) {
    if (path == "/dev/null") continue;
    auto absolute = join_path(run_.set.base, expand_home(path, disk.home()));
    const auto kind = disk.kind(absolute);
    if (kind == FileKind::missing || kind == FileKind::directory) {
      loader_.diagnostics_.error(
          "env-file-missing", given->span(),
          fmt::format("include: env_file {} {}", path, kind == FileKind::missing ? "does not exist" : "is a directory"),
          "create it, or mend its path");
      return false;
    }
    paths.push_back(std::move(absolute));
  }
  auto own = join_path(directory, ".env");
  if (texts(given).empty() && disk.kind(own) == FileKind::regular) paths.push_back(std::move(own));
  set.environment = run_.set.environment;
  set.environment.add_missing(read_env_files(paths, run_.set.environment,
                                             {loader_.disk_, loader_.files_, loader_.diagnostics_, loader_.budget_}));
  return true;
}

bool Includer::closes_cycle(const FileSet& set, Span span) {
  std::size_t depth = 0;
  for (const auto* run = &run_; run != nullptr; run = run->includer, ++depth) {
    const bool again = std::ranges::find(run->set.paths, set.paths.front()) != run->set.paths.end();
    if (!again && depth < limits::include_depth) continue;
    loader_.diagnostics_.error(again ? Code("include-cycle") : Code("limit"), span,
                               again ? fmt::format("include: {} includes itself", base_name(set.paths.front()))
                                     : fmt::format("include: nested deeper than {} files", limits::include_depth),
                               "remove one include of the circle");
    return true;
  }
  return false;
}

/// What the document says itself goes over what it includes.
bool Includer::put_below(Node imported, Node& document) {
  bool complete = imported.fault() == yaml::Fault::none;
  history::removed(imported, resets_, document, {}, loader_.removals_);
  remove_paths(imported, resets_);
  for (const char* section : {"services", "volumes", "networks", "secrets", "configs", "models"}) {
    auto* from = imported.find(section);
    if (from == nullptr || from->is_null()) continue;
    complete = complete && from->fault() == yaml::Fault::none;
    if (!from->is_mapping()) continue;
    auto* own = document.find(section);
    if (own == nullptr || own->is_null()) {
      document.mapping().set(section, std::move(*from));
      continue;
    }
    if (!own->is_mapping()) continue;  // the validation names it
    const Place top;
    Node over = std::move(*own);
    *own = std::move(*from);
    merge(*own, std::move(over), attribute_tree().child(section), Place(top, section), loader_.diagnostics_);
  }
  return complete;
}

}  // namespace berth::compose
