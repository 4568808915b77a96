#include "compose/host_files.hpp"

#include <fmt/format.h>

#include "compose/paths.hpp"
#include "compose/resolve_paths.hpp"

namespace berth::compose {

namespace {

bool is_missing(const std::string& path, const FileSystem& disk) {
  return disk.kind(path) == FileKind::missing;
}

void check_references(const std::vector<FileReference>& references, const std::map<std::string, FileObject>& objects,
                      const std::string& kind, const FileSystem& disk, Diagnostics& problems) {
  for (const auto& reference : references) {
    const auto found = objects.find(reference.source);
    if (found == objects.end() || found->second.file.empty() || !is_missing(found->second.file, disk)) continue;
    problems.add({.code = "missing-file",
                  .span = found->second.file_span,
                  .path = fmt::format("{}.{}.file", kind, reference.source),
                  .message = fmt::format("there is no file {}", found->second.file),
                  .hint = "create it, or mend its path",
                  .notes = {}});
  }
}

void check_mounts(const Service& service, const FileSystem& disk, Diagnostics& problems) {
  for (const auto& mount : service.volumes) {
    if (mount.type != MountType::bind || !mount.bind || mount.bind->create_host_path) continue;
    if (!is_missing(mount.source, disk)) continue;
    problems.add({.code = "missing-file",
                  .span = mount.span,
                  .path = fmt::format("services.{}.volumes", service.name),
                  .message = fmt::format("there is no {}", mount.source),
                  .hint = "create it, or leave out create_host_path: false",
                  .notes = {}});
  }
}

void check_build(const Service& service, const FileSystem& disk, Diagnostics& problems) {
  const auto& build = *service.build;
  if (is_remote_context(build.context)) return;
  const auto report = [&](Code code, Span span, const char* attribute, std::string message, std::string hint) {
    problems.add({.code = code,
                  .span = span,
                  .path = fmt::format("services.{}.build.{}", service.name, attribute),
                  .message = std::move(message),
                  .hint = std::move(hint),
                  .notes = {}});
  };
  if (const auto kind = disk.kind(build.context); kind != FileKind::directory) {
    return report("missing-context", build.context_span, "context",
                  fmt::format("{} {}", build.context, kind == FileKind::missing ? "does not exist" : "is no folder"),
                  "name the folder that the image is built from");
  }
  if (!build.dockerfile_inline.empty()) return;
  const auto path = join_path(build.context, build.dockerfile.empty() ? "Dockerfile" : build.dockerfile);
  if (!is_missing(path, disk)) return;
  report("missing-dockerfile", build.dockerfile_span, "dockerfile", fmt::format("there is no Dockerfile {}", path),
         "create it, or name the right one in build.dockerfile");
}

}  // namespace

Diagnostics check_host_files(const Project& project, const FileSystem& disk) {
  Diagnostics problems;
  for (const auto& [name, service] : project.services) {
    check_references(service.configs, project.configs, "configs", disk, problems);
    check_references(service.secrets, project.secrets, "secrets", disk, problems);
    check_mounts(service, disk, problems);
  }
  return problems;
}

Diagnostics check_build_files(const Project& project, const std::set<std::string>& services, const FileSystem& disk) {
  Diagnostics problems;
  for (const auto& name : services) {
    for (const auto* all : {&project.services, &project.disabled_services}) {
      const auto service = all->find(name);
      if (service != all->end() && service->second.build) check_build(service->second, disk, problems);
    }
  }
  return problems;
}

}  // namespace berth::compose
