#include "compose/model_loader.hpp"

#include <fmt/format.h>

#include "compose/attribute_tree.hpp"
#include "compose/canonical.hpp"
#include "compose/defaults.hpp"
#include "compose/merge.hpp"
#include "compose/model_run.hpp"
#include "compose/paths.hpp"
#include "compose/resolve_paths.hpp"
#include "compose/unique.hpp"
#include "compose/validate.hpp"
#include "yaml/parse.hpp"
#include "yaml/weight.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

/// Empty texts in lists of name servers say nothing.
void drop_empty_dns(Node& model) {
  auto* services = model.find("services");
  if (services == nullptr || !services->is_mapping()) return;
  for (auto& service : services->mapping()) {
    auto* dns = service.value.find("dns");
    if (dns == nullptr || !dns->is_sequence()) continue;
    std::erase_if(dns->sequence(), [](const Node& item) { return item.is_string() && item.string().empty(); });
  }
}

void warn_about_version(Node& model, Diagnostics& diagnostics) {
  const auto* entry = model.mapping().find_entry("version");
  if (entry == nullptr) return;
  diagnostics.warning("obsolete-version", entry->key_span, "the attribute \"version\" is obsolete and ignored",
                      "remove it");
  model.mapping().erase("version");
}

}  // namespace

ModelLoader::ModelLoader(const ModelOptions& options, const Reading& reading)
    : options_(options),
      disk_(reading.disk),
      files_(reading.files),
      diagnostics_(reading.diagnostics),
      budget_(reading.budget) {}

const ParsedFile* ModelLoader::parsed(const std::string& path, FileRole role, Span named_at) {
  const auto found = parsed_.find(path);
  if (found != parsed_.end()) return found->second.get();
  auto& file = parsed_[path];
  const auto id = file_id(path, role, named_at);
  if (!id) return nullptr;
  file = std::make_unique<ParsedFile>();
  file->id = *id;
  file->documents = yaml::parse(*id, files_, {.expanded = budget_.values_left()}, diagnostics_);
  if (options_.trace) {
    for (auto& document : file->documents) history::start(document);
  }
  return file.get();
}

/// A file that was read before keeps its places: its problems are told once.
std::optional<FileId> ModelLoader::file_id(const std::string& path, FileRole role, Span named_at) {
  if (const auto known = read_.find(path); known != read_.end()) return known->second;
  const bool named = options_.named_files && role == FileRole::project;
  auto text = path == "-" ? disk_.read_standard_input() : named ? disk_.read_named(path) : disk_.read(path);
  if (!text) {
    diagnostics_.error("unreadable-file", named_at, text.problem().message, text.problem().hint);
    return std::nullopt;
  }
  auto name = path == "-" ? "<stdin>" : shown_path(path, disk_.working_directory());
  budget_.take_file(text->size(), named_at);
  return read_.emplace(path, files_.add(std::move(name), std::move(*text), role, named_at)).first->second;
}

Node ModelLoader::name_in(const std::vector<std::string>& paths) {
  Node name;
  for (const auto& path : paths) {
    const auto* file = parsed(path);
    if (file == nullptr) continue;
    for (const auto& document : file->documents) {
      const auto* value = document.find("name");
      if (value != nullptr && value->is_string() && !value->string().empty()) name = *value;
    }
  }
  return name;
}

Span ModelLoader::start_of(const std::string& path) const {
  const auto known = read_.find(path);
  return known == read_.end() ? Span{} : Span{{known->second, 1, 1}, 0};
}

Node ModelLoader::load(const FileSet& set) {
  return load(set, nullptr);
}

Node ModelLoader::load(const FileSet& set, const Run* includer) {
  Run run{set, includer, {}, {}};
  Node model{yaml::Mapping{}};
  for (const auto& path : set.paths) load_file(path, run, model);
  set_defaults(model);
  if (options_.trace) history::complete(model, history::Made::defaults);
  if (options_.validate) validate_rules(model, diagnostics_);
  if (options_.resolve_paths || includer != nullptr) {
    resolve_paths(model, set.directory, disk_, diagnostics_);
  }
  resolve_variables(model, set.environment);
  return model;
}

void ModelLoader::load_file(const std::string& path, Run& run, Node& model) {
  run.file = path;
  if (parsed(path) == nullptr) return model.set_fault(yaml::Fault::incomplete);
  for (auto& document : take_documents(path)) load_document(std::move(document), path, run, model);
}

std::vector<Node> ModelLoader::take_documents(const std::string& path) {
  auto& file = parsed_.at(path);
  if (!taken_.insert(path).second) return file->documents;
  auto documents = std::move(file->documents);
  parsed_.erase(path);
  return documents;
}

void ModelLoader::load_document(Node document, const std::string& path, Run& run, Node& model) {
  budget_.take_document(document.span());
  budget_.take_values(yaml::weight(document), document.span(), {});
  const auto resets = take_reset_paths(document);
  if (!document.is_mapping()) {
    model.set_fault(yaml::Fault::incomplete);
    if (document.broken()) return;
    diagnostics_.error(
        "invalid-type", document.span(),
        fmt::format("the top of a compose file must be a mapping, not {}", yaml::describe(document.kind())),
        "start it with \"services:\"");
    return;
  }
  if (options_.interpolate) interpolate_document(document, run.set.environment);
  Includer(*this, run, resets).apply(document);
  run.file = path;
  history::removed(model, resets, document, {}, removals_);
  remove_paths(model, resets);
  Extender(*this, run, resets).apply(document);
  merge(model, std::move(document), &attribute_tree(), Place(), diagnostics_);
  enforce_unique_items(model);
  if (options_.validate) validate(model, diagnostics_);
  warn_about_version(model, diagnostics_);
  canonicalize(model);
  drop_empty_dns(model);
  enforce_unique_items(model);
}

void ModelLoader::canonicalize(Node& model) {
  charge_port_ranges(model, budget_);
  make_canonical(model, {.keep_unreadable = !options_.interpolate}, diagnostics_);
  if (options_.trace) history::complete(model, history::Made::other_forms);
}

void ModelLoader::interpolate_document(Node& document, const Environment& environment) {
  const InterpolationOptions options{.lookup = environment.lookup(), .cast = cast_of};
  auto uses = interpolate(document, options, budget_, diagnostics_);
  variables_.insert(variables_.end(), std::make_move_iterator(uses.begin()), std::make_move_iterator(uses.end()));
}

}  // namespace berth::compose
