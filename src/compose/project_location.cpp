#include "compose/project_location.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "compose/paths.hpp"

namespace berth::compose {
namespace {

constexpr std::array<std::string_view, 4> file_names{"compose.yaml", "compose.yml", "docker-compose.yml",
                                                     "docker-compose.yaml"};
constexpr std::array<std::string_view, 4> override_names{"compose.override.yml", "compose.override.yaml",
                                                         "docker-compose.override.yml", "docker-compose.override.yaml"};
constexpr std::string_view standard_input = "-";
constexpr std::string_view name_rule = "use lower-case letters, digits, - and _, starting with a letter or a digit";

std::vector<std::string> split_list(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

class Locating {
 public:
  Locating(const ProjectOptions& options, const Environment& process, const Reading& reading)
      : options_(options), process_(process), reading_(reading) {
    found_.environment = process;
  }

  ProjectLocation run(bool files_required) {
    if (!found_.environment.find("PWD"))
      found_.environment.set("PWD", {reading_.disk.working_directory(), "the environment", {}});
    if (!options_.project_directory.empty()) found_.directory = absolute(options_.project_directory);
    for (const auto& file : options_.files) add_file(file);
    choose_env_files();
    load_env_files();
    if (found_.files.empty()) take_files_of_environment();
    if (found_.files.empty()) search_files();
    load_env_files();  // the files may lie in another directory than the one looked at first
    require_files(files_required);
    found_.directory = directory();
    choose_profiles();
    choose_name();
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::string absolute(std::string_view path) const {
    return join_path(reading_.disk.working_directory(), path);
  }

  void add_file(std::string_view path) {
    found_.files.push_back(path == standard_input ? std::string(path) : absolute(path));
  }

  /// --project-directory, otherwise that of the first file, otherwise the current one.
  [[nodiscard]] std::string directory() const {
    if (!found_.directory.empty()) return found_.directory;
    const auto first = std::ranges::find_if(found_.files, [](const auto& file) { return file != standard_input; });
    return first == found_.files.end() ? reading_.disk.working_directory() : directory_of(*first);
  }

  void choose_env_files() {
    auto names = options_.env_files;
    const auto setting = process_.value("COMPOSE_ENV_FILES");
    if (names.empty() && setting && !setting->empty()) names = split_list(*setting, ",");
    for (const auto& name : names) found_.env_files.push_back(absolute(name));
  }

  void load_env_files() {
    auto paths = found_.env_files;
    if (paths.empty()) {
      const auto standard = join_path(directory(), ".env");
      const auto kind = reading_.disk.kind(standard);
      if (process_.flag("COMPOSE_DISABLE_ENV_FILE") || kind == FileKind::missing || kind == FileKind::directory) return;
      paths = {standard};
    }
    if (paths == loaded_) return;
    loaded_ = paths;
    found_.environment.add_missing(read_env_files(paths, found_.environment, reading_, !options_.env_files.empty()));
  }

  void take_files_of_environment() {
    const auto names = found_.environment.value("COMPOSE_FILE");
    if (!names || names->empty()) return;
    const auto separator = found_.environment.value("COMPOSE_PATH_SEPARATOR").value_or("");
    for (const auto& name : split_list(*names, separator.empty() ? ":" : separator)) add_file(name);
  }

  /// The directory and its parents, until one has a compose file.
  void search_files() {
    auto folder = directory();
    for (;;) {
      const auto candidates = existing(file_names, folder);
      if (!candidates.empty()) {
        found_.files.push_back(choose(candidates, "compose files"));
        const auto overrides = existing(override_names, folder);
        if (!overrides.empty()) found_.files.push_back(choose(overrides, "override files"));
        return;
      }
      if (folder == "/") return;
      folder = directory_of(folder);
    }
  }

  template <typename Names>
  std::vector<std::string> existing(const Names& names, const std::string& folder) const {
    std::vector<std::string> paths;
    for (const auto name : names) {
      auto path = join_path(folder, name);
      if (reading_.disk.kind(path) != FileKind::missing) paths.push_back(std::move(path));
    }
    return paths;
  }

  std::string choose(const std::vector<std::string>& paths, std::string_view what) {
    if (paths.size() > 1) {
      std::vector<std::string> names;
      names.reserve(paths.size());
      for (const auto& path : paths) names.push_back(base_name(path));
      reading_.diagnostics.warning(
          "several-files", {},
          fmt::format("there are several {}: {}; using {}", what, join_words(names), names.front()),
          "remove the others, or name the right one with -f");
    }
    return paths.front();
  }

  void require_files(bool required) {
    if (found_.files.empty() && required) {
      throw Error(fmt::format("no compose file in {} or above it", directory()),
                  "create compose.yaml here, change the directory, or name a file with -f");
    }
    for (const auto& file : found_.files) {
      if (file == standard_input) continue;
      const auto kind = reading_.disk.kind(file);
      if (kind == FileKind::missing) {
        throw Error(fmt::format("there is no compose file {}", file), "check the name behind -f or in COMPOSE_FILE");
      }
      if (kind == FileKind::directory)
        throw Error(fmt::format("{} is a directory", file), "name the compose file in it");
    }
  }

  void choose_profiles() {
    found_.profiles = options_.profiles;
    if (!found_.profiles.empty()) return;
    for (const auto& name : split_list(found_.environment.value("COMPOSE_PROFILES").value_or(""), ",")) {
      if (const auto trimmed = trim(name); !trimmed.empty()) found_.profiles.emplace_back(trimmed);
    }
  }

  void choose_name() {
    const bool given = !options_.project_name.empty();
    found_.name = given ? options_.project_name : found_.environment.value("COMPOSE_PROJECT_NAME").value_or("");
    if (found_.name.empty()) return;
    if (!is_project_name(found_.name)) {
      throw Error(
          fmt::format("the project name \"{}\"{} is not valid", found_.name, given ? "" : " in COMPOSE_PROJECT_NAME"),
          std::string(name_rule));
    }
    if (given) found_.environment.set("COMPOSE_PROJECT_NAME", {found_.name, "-p", {}});
  }

  const ProjectOptions& options_;
  const Environment& process_;
  const Reading& reading_;
  ProjectLocation found_;
  std::vector<std::string> loaded_;
};

}  // namespace

ProjectLocation locate_project(const ProjectOptions& options, const Environment& process, const Reading& reading,
                               bool files_required) {
  return Locating(options, process, reading).run(files_required);
}

Result<std::string> project_name(const ProjectLocation& location, const std::optional<std::string>& from_files) {
  if (!location.name.empty()) return location.name;
  auto name = normalize_project_name(from_files ? *from_files : base_name(location.directory));
  if (!name.empty()) return name;
  return Problem{from_files ? (from_files->empty() ? std::string("the project name is empty")
                                                   : fmt::format("\"{}\" makes no project name", *from_files))
                            : "the name of the directory makes no project name",
                 from_files ? std::string(name_rule) : "name the project with -p or with name: in the compose file", 0,
                 0};
}

std::string normalize_project_name(std::string_view text) {
  std::string name;
  for (const char c : to_lower(text)) {
    const bool lead = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (lead || ((c == '-' || c == '_') && !name.empty())) name += c;
  }
  return name;
}

bool is_project_name(std::string_view text) {
  return !text.empty() && normalize_project_name(text) == text;
}

}  // namespace berth::compose
