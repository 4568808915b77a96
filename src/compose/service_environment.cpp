#include "compose/service_environment.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "compose/dotenv.hpp"
#include "compose/history.hpp"
#include "compose/paths.hpp"
#include "compose/report.hpp"
#include "yaml/weight.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;

/// Puts a value over an earlier one of the same name.
void put(Mapping& values, std::string key, Node value, Span key_span) {
  if (const auto* earlier = values.find(key)) history::replaced(value, *earlier);
  values.set(std::move(key), std::move(value), key_span);
}

class FileReader {
 public:
  FileReader(bool trace, const Reading& reading) : trace_(trace), reading_(reading) {}

  /// Entries of one file put over `values`; texts are interpolated from `lookup`.
  bool read(const std::string& path, Span asked_from, EnvFileFormat format, const VariableLookup& lookup,
            Mapping& values) {
    const auto id = file_id(path, asked_from);
    if (!id) return false;
    for (auto& entry : parse_env_file(*id, reading_.files, format, lookup, reading_.budget, reading_.diagnostics)) {
      Node value(std::move(entry.value));
      value.set_span(entry.span);
      if (trace_) history::start_env_file(value);
      put(values, std::move(entry.key), std::move(value), entry.span);
    }
    return true;
  }

  /// Takes from the budget what the file will add to one service.
  void charge(const std::string& path, Span asked_from, const std::string& place) {
    if (!exists(path)) return;
    const auto id = file_id(path, asked_from);
    if (!id) return;
    auto [known, added] = weights_.try_emplace(*id, 0);
    if (added) {
      const auto text = reading_.files.text(*id);
      const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
      known->second = lines + yaml::weight_of_text(text.size());
    }
    reading_.budget.take_values(known->second, asked_from, place);
  }

  [[nodiscard]] bool exists(const std::string& path) const { return reading_.disk.kind(path) != FileKind::missing; }

 private:
  /// Several services may read one file: its problems are told once.
  std::optional<FileId> file_id(const std::string& path, Span asked_from) {
    if (const auto known = known_.find(path); known != known_.end()) return known->second;
    auto text = reading_.disk.read(path);
    if (!text) {
      reading_.diagnostics.error("env-file-missing", asked_from, text.problem().message, text.problem().hint);
      return std::nullopt;
    }
    reading_.budget.take_file(text->size(), asked_from);
    const auto name = shown_path(path, reading_.disk.working_directory());
    return known_.emplace(path, reading_.files.add(name, std::move(*text), FileRole::values, asked_from)).first->second;
  }

  bool trace_;
  const Reading& reading_;
  std::map<std::string, FileId> known_;
  std::map<FileId, std::size_t> weights_;
};

/// The service's own values go over those of files.
void put_over(const Node* own, Mapping& values) {
  if (own == nullptr || !own->is_mapping()) return;
  for (const auto& entry : own->mapping()) put(values, entry.key, entry.value, entry.key_span);
}

/// Where the service says nothing itself, its values stand at the names of the files.
void set_values(Node& service, const char* key, Mapping values, const Node& files) {
  auto* own = service.find(key);
  if (own == nullptr || own->is_null()) {
    Node place = files;
    own = &service.mapping().set(key, std::move(place));
  }
  own->assign(std::move(values));
}

void take_named_values(Node& service, const Environment& environment) {
  auto* own = service.find("environment");
  if (own == nullptr || !own->is_mapping()) return;
  for (auto& entry : own->mapping()) {
    if (!entry.value.is_null()) continue;
    const auto variable = environment.find(entry.key);
    if (!variable) continue;
    history::filled(entry.value, entry.key, *variable);
    entry.value.assign(variable->value);
  }
}

std::string text_of(const Node& node, const char* key) {
  const auto* value = node.find(key);
  return value != nullptr && value->is_string() ? value->string() : std::string();
}

bool is_required(const Node& file) {
  const auto* required = file.find("required");
  return required == nullptr || required->kind() != yaml::Kind::boolean || required->boolean();
}

void read_env_file(const Node& file, const std::string& place, const Environment& environment, FileReader& reader,
                   Mapping& values, Diagnostics& diagnostics) {
  const auto path = text_of(file, "path");
  const auto format = text_of(file, "format");
  if (path.empty()) return;  // told before
  if (!reader.exists(path)) {
    if (is_required(file)) {
      diagnostics.add({.code = "env-file-missing",
                       .span = file.find("path")->span(),
                       .path = place,
                       .message = fmt::format("there is no file {}", path),
                       .hint = "create it, or say \"required: false\"",
                       .notes = notes_of(*file.find("path"))});
    }
    return;
  }
  if (!format.empty() && format != "raw") {
    report(*file.find("format"), "env-file-format", place, fmt::format("\"{}\" is not a format of env_file", format),
           "use \"raw\", or none", diagnostics);
    return;
  }
  const VariableLookup lookup = [&](std::string_view name) -> std::optional<Variable> {
    const auto* earlier = values.find(name);
    if (earlier != nullptr && earlier->is_string()) return Variable{earlier->string(), path, earlier->span()};
    return environment.find(name);
  };
  reader.read(path, file.find("path")->span(), format == "raw" ? EnvFileFormat::raw : EnvFileFormat::standard, lookup,
              values);
}

Node* find_service(Node& model, const std::string& name) {
  auto* services = model.find("services");
  auto* service = services == nullptr ? nullptr : services->find(name);
  return service != nullptr && service->is_mapping() ? service : nullptr;
}

}  // namespace

void resolve_service_environments(Node& model, const std::set<std::string>& services, const Environment& environment,
                                  const Reading& reading) {
  FileReader reader(model.origin() != nullptr, reading);
  for (const auto& name : services) {
    const auto* service = find_service(model, name);
    const auto* env_files = service == nullptr ? nullptr : service->find("env_file");
    if (env_files == nullptr || !env_files->is_sequence()) continue;
    for (const auto& file : env_files->sequence()) {
      const auto* path = file.find("path");
      if (path == nullptr || !path->is_string() || file.broken()) continue;
      reader.charge(path->string(), path->span(), fmt::format("services.{}.env_file", name));
    }
  }
  for (const auto& name : services) {
    auto* service = find_service(model, name);
    if (service == nullptr) continue;
    take_named_values(*service, environment);
    const auto* env_files = service->find("env_file");
    if (env_files == nullptr || !env_files->is_sequence()) continue;
    Mapping values;
    const auto place = fmt::format("services.{}.env_file", name);
    for (const auto& file : env_files->sequence()) {
      if (!file.broken()) read_env_file(file, place, environment, reader, values, reading.diagnostics);
    }
    put_over(service->find("environment"), values);
    if (!values.empty()) set_values(*service, "environment", std::move(values), *env_files);
  }
}

void resolve_service_labels(Node& model, const std::set<std::string>& services, const Reading& reading) {
  FileReader reader(model.origin() != nullptr, reading);
  const VariableLookup nothing = [](std::string_view) { return std::optional<Variable>(); };
  for (const auto& name : services) {
    auto* service = find_service(model, name);
    const auto* label_files = service == nullptr ? nullptr : service->find("label_file");
    if (label_files == nullptr || !label_files->is_sequence()) continue;
    const auto place = fmt::format("services.{}.label_file", name);
    Mapping values;
    for (const auto& file : label_files->sequence()) {
      if (!file.is_string() || file.broken()) continue;
      if (!reader.exists(file.string())) {
        report(file, "label-file-missing", place, fmt::format("there is no file {}", file.string()),
               "create it, or mend its path", reading.diagnostics);
        continue;
      }
      reader.charge(file.string(), file.span(), place);
      reader.read(file.string(), file.span(), EnvFileFormat::standard, nothing, values);
    }
    put_over(service->find("labels"), values);
    set_values(*service, "labels", std::move(values), *label_files);
  }
}

}  // namespace berth::compose
