#include "cli/host_files.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace berth::cli {
namespace {

bool is_missing(const std::string& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error);
}

void check_references(const std::vector<compose::FileReference>& references,
                      const std::map<std::string, compose::FileObject>& objects, const std::string& kind,
                      Diagnostics& problems) {
  for (const auto& reference : references) {
    const auto found = objects.find(reference.source);
    if (found == objects.end() || found->second.file.empty() || !is_missing(found->second.file)) continue;
    problems.error("missing-file", found->second.span,
                   fmt::format("{}.{}: there is no file {}", kind, reference.source, found->second.file),
                   "create it, or mend `file`");
  }
}

}  // namespace

Diagnostics check_host_files(const compose::Project& project) {
  Diagnostics problems;
  for (const auto& [name, service] : project.services) {
    check_references(service.configs, project.configs, "configs", problems);
    check_references(service.secrets, project.secrets, "secrets", problems);
    for (const auto& mount : service.volumes) {
      if (mount.type != compose::MountType::bind || !mount.bind || mount.bind->create_host_path) continue;
      if (!is_missing(mount.source)) continue;
      problems.error("missing-file", mount.span, fmt::format("services.{}.volumes: there is no {}", name, mount.source),
                     "create it, or leave out create_host_path: false");
    }
  }
  return problems;
}

}  // namespace berth::cli
