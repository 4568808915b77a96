#include "compose/host_contents.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "compose/file_targets.hpp"
#include "compose/paths.hpp"

namespace berth::compose {

namespace {

/// Below a mount the container's own file system does not show.
bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || folder == "/" || path.starts_with(folder + "/");
}

class HostContents {
 public:
  HostContents(Project& project, const FileSystem& disk) : project_(project), disk_(disk) {}

  Diagnostics run() {
    for (auto& [name, service] : project_.services) {
      profiles(service);
      for (auto& secret : service.secrets) copy(service, "secrets", secret, project_.secrets, secret_target(secret));
      for (auto& config : service.configs) copy(service, "configs", config, project_.configs, config_target(config));
    }
    return std::move(problems_);
  }

 private:
  void report(Code code, Span span, std::string path, std::string message, std::string hint) {
    const auto severity = find_code(code.name()).value().severity;
    problems_.add({.severity = severity,
                   .code = code,
                   .span = span,
                   .path = std::move(path),
                   .message = std::move(message),
                   .hint = std::move(hint),
                   .notes = {}});
  }

  // ---- security_opt ----

  void profiles(Service& service) {
    for (std::size_t index = 0; index < service.security_opt.size(); ++index) {
      const auto& option = service.security_opt[index];
      const auto path = seccomp_path(option);
      if (path.empty()) continue;
      const auto item = fmt::format("security_opt[{}]", index);
      const auto span = place_of(service.places, item, service.span);
      auto profile = read_profile(path, span, fmt::format("services.{}.{}", service.name, item));
      if (profile) service.seccomp_profiles.emplace(option, std::move(*profile));
    }
  }

  /// The path that an item names; empty for other items and for the profiles that engines know by name.
  static std::string seccomp_path(const std::string& option) {
    constexpr std::string_view key = "seccomp";
    if (!option.starts_with(key) || option.size() <= key.size()) return {};
    if (option[key.size()] != '=' && option[key.size()] != ':') return {};
    auto path = option.substr(key.size() + 1);
    return path == "unconfined" || path == "builtin" ? std::string() : path;
  }

  std::optional<SeccompProfile> read_profile(const std::string& named, Span span, std::string where) {
    const auto path = join_path(project_.working_dir, expand_home(named, disk_.home()));
    if (disk_.kind(path) == FileKind::missing) {
      report("missing-file", span, std::move(where), fmt::format("there is no seccomp profile {}", path),
             "create it, or mend its path, which counts from the project's folder");
      return std::nullopt;
    }
    const auto text = disk_.read(path);
    if (!text) {
      report("unreadable-file", span, std::move(where), text.problem().message, text.problem().hint);
      return std::nullopt;
    }
    auto json = compact_json(*text);
    if (!json) {
      report("invalid-value", span, std::move(where),
             fmt::format("the seccomp profile {} is no JSON: {}", path, json.problem().message), "mend the file");
      return std::nullopt;
    }
    return SeccompProfile{.path = path, .json = std::move(*json)};
  }

  // ---- configs and secrets ----

  void copy(const Service& service, const char* kind, FileReference& reference,
            std::map<std::string, FileObject>& objects, const std::string& target) {
    const auto object = objects.find(reference.source);
    if (object == objects.end() || object->second.file.empty() || !reference.has_owner_or_mode()) return;
    const auto where = fmt::format("services.{}.{}", service.name, kind);
    if (const auto why = obstacle(service, target); !why.empty()) {
      report("ignored-attribute", reference.span, where,
             fmt::format("uid, gid and mode of {} have no effect: {}, so the file is mounted as it is",
                         reference.source, why),
             "leave them out, or set them on the file itself");
      return;
    }
    reference.copied = read(object->second, fmt::format("{}.{}.file", kind, reference.source));
  }

  /// Why a file cannot be put at this place before the container starts.
  static std::string obstacle(const Service& service, const std::string& target) {
    if (service.read_only) return "nothing can be copied into a container with read_only";
    const auto covers = [&](const std::string& folder) { return is_below(target, folder); };
    if (std::ranges::any_of(service.volumes, covers, &Mount::target)) return "a mount lies over " + target;
    const auto path_of = [](const std::string& tmpfs) { return tmpfs.substr(0, tmpfs.find(':')); };
    if (std::ranges::any_of(service.tmpfs, covers, path_of)) return "a tmpfs lies over " + target;
    return {};
  }

  /// Once for all services. false: it could not be read, which was told.
  bool read(FileObject& object, std::string where) {
    if (object.bytes) return true;
    if (disk_.kind(object.file) == FileKind::missing) {
      report("missing-file", object.file_span, std::move(where), fmt::format("there is no file {}", object.file),
             "create it, or mend its path");
      return false;
    }
    auto text = disk_.read(object.file);
    if (!text) {
      report("unreadable-file", object.file_span, std::move(where), text.problem().message, text.problem().hint);
      return false;
    }
    object.bytes = std::move(*text);
    return true;
  }

  Project& project_;
  const FileSystem& disk_;
  Diagnostics problems_;
};

}  // namespace

Diagnostics read_host_contents(Project& project, const FileSystem& disk) {
  return HostContents(project, disk).run();
}

}  // namespace berth::compose
