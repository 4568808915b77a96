#include <algorithm>

#include "compose/file_targets.hpp"
#include "plan/files.hpp"
#include "plan/names.hpp"
#include "plan/request_parts.hpp"

namespace berth::plan::request {

namespace {

using compose::MountType;

/// Only the form of `Mounts` can say these; everything else goes to `Binds`, which lets the engine make a missing
/// source folder and knows the SELinux labels.
bool needs_mount(const compose::Mount& mount) {
  if (!mount.consistency.empty()) return true;
  if (mount.type == MountType::bind && mount.bind)
    return !mount.bind->create_host_path || !mount.bind->propagation.empty() || !mount.bind->recursive.empty();
  if (mount.type == MountType::volume && mount.volume)
    return mount.volume->no_copy || !mount.volume->labels.empty() || !mount.volume->subpath.empty();
  return false;
}

std::string bind_line(const compose::Mount& mount, const std::string& source) {
  std::string line = source + ":" + mount.target + (mount.read_only ? ":ro" : ":rw");
  if (mount.bind && !mount.bind->selinux.empty()) line += "," + mount.bind->selinux;
  return line;
}

std::string_view type_name(MountType type) {
  switch (type) {
    case MountType::volume: return "volume";
    case MountType::bind: return "bind";
    case MountType::tmpfs: return "tmpfs";
    case MountType::image: return "image";
    case MountType::npipe: return "npipe";
    case MountType::cluster: return "cluster";
  }
  return "volume";
}

engine_api::BindOptions bind_options(const compose::Mount& mount) {
  engine_api::BindOptions options;
  options.propagation = mount.bind->propagation;
  options.non_recursive = mount.bind->recursive == "disabled";
  options.read_only_non_recursive = mount.bind->recursive == "writable";
  options.read_only_force_recursive = mount.bind->recursive == "readonly";
  return options;
}

engine_api::VolumeOptions volume_options(const compose::VolumeOptions& wanted) {
  engine_api::VolumeOptions options;
  options.no_copy = wanted.no_copy;
  options.labels = wanted.labels;
  options.subpath = wanted.subpath;
  return options;
}

engine_api::Mount convert(const compose::Mount& mount, const std::string& source) {
  engine_api::Mount converted;
  converted.type = type_name(mount.type);
  converted.source = source;
  converted.target = mount.target;
  converted.read_only = mount.read_only;
  converted.consistency = mount.consistency;
  converted.image_subpath = mount.image_subpath;
  if (mount.type == MountType::bind && mount.bind) converted.bind = bind_options(mount);
  if (mount.type == MountType::volume && mount.volume) converted.volume = volume_options(*mount.volume);
  if (mount.type == MountType::tmpfs && mount.tmpfs) converted.tmpfs = {mount.tmpfs->size, mount.tmpfs->mode};
  return converted;
}

void add_mount(engine_api::HostConfig& host, const RequestContext& context, const compose::Mount& mount) {
  const bool named_volume = mount.type == MountType::volume && !mount.source.empty();
  const std::string source = named_volume ? volume_name(context.project, mount.source) : mount.source;
  if ((named_volume || mount.type == MountType::bind) && !needs_mount(mount)) {
    host.binds.push_back(bind_line(mount, source));
  } else {
    host.mounts.push_back(convert(mount, source));
  }
}

void add_tmpfs(engine_api::HostConfig& host, const std::string& text) {
  const auto colon = text.find(':');
  host.tmpfs[text.substr(0, colon)] = colon == std::string::npos ? std::string() : text.substr(colon + 1);
}

/// Files of the host behind configs and secrets, unless a copy of them is put in (copied_files).
void add_files(engine_api::HostConfig& host, const std::vector<compose::FileReference>& references,
               const std::map<std::string, compose::FileObject>& objects,
               std::string (*target)(const compose::FileReference&)) {
  for (const auto& reference : references) {
    const auto object = objects.find(reference.source);
    if (object == objects.end() || object->second.file.empty()) continue;
    if (is_copied(reference, object->second)) continue;
    engine_api::Mount mount;
    mount.type = "bind";
    mount.source = object->second.file;
    mount.target = target(reference);
    mount.read_only = true;
    host.mounts.push_back(std::move(mount));
  }
}

void take_over(engine_api::HostConfig& host, const engine_api::MountPoint& old) {
  const auto same_target = [&](const engine_api::Mount& mount) { return mount.target == old.destination; };
  std::erase_if(host.mounts, same_target);
  engine_api::Mount mount;
  mount.type = "volume";
  mount.source = old.name;
  mount.target = old.destination;
  mount.read_only = !old.writable;
  host.mounts.push_back(std::move(mount));
}

}  // namespace

void fill_mounts(engine_api::HostConfig& host, const RequestContext& context, const compose::Service& service,
                 const std::vector<engine_api::MountPoint>& inherited) {
  for (const auto& mount : service.volumes) add_mount(host, context, mount);
  for (const auto& tmpfs : service.tmpfs) add_tmpfs(host, tmpfs);
  add_files(host, service.secrets, context.project.secrets, compose::secret_target);
  add_files(host, service.configs, context.project.configs, compose::config_target);
  for (const auto& old : inherited) take_over(host, old);
}

}  // namespace berth::plan::request
