// HostConfig.Mounts.
#include <boost/json/array.hpp>

#include "engine_api/host_config_parts.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

BindOptions decode_bind(const JsonReader& reader) {
  BindOptions bind;
  bind.propagation = reader.at("Propagation").string();
  bind.non_recursive = reader.at("NonRecursive").boolean();
  bind.create_mountpoint = reader.at("CreateMountpoint").boolean();
  bind.read_only_non_recursive = reader.at("ReadOnlyNonRecursive").boolean();
  bind.read_only_force_recursive = reader.at("ReadOnlyForceRecursive").boolean();
  return bind;
}

VolumeOptions decode_volume_options(const JsonReader& reader) {
  VolumeOptions volume;
  volume.no_copy = reader.at("NoCopy").boolean();
  volume.labels = reader.at("Labels").string_map();
  volume.subpath = reader.at("Subpath").string();
  const auto driver = reader.at("DriverConfig");
  volume.driver = driver.at("Name").string();
  volume.driver_options = driver.at("Options").string_map();
  return volume;
}

json::object bind_json(const BindOptions& bind) {
  return JsonWriter()
      .put("Propagation", bind.propagation)
      .put("NonRecursive", bind.non_recursive)
      .put("CreateMountpoint", bind.create_mountpoint)
      .put("ReadOnlyNonRecursive", bind.read_only_non_recursive)
      .put("ReadOnlyForceRecursive", bind.read_only_force_recursive)
      .take();
}

json::object volume_json(const VolumeOptions& volume) {
  auto driver = JsonWriter().put("Name", volume.driver).put("Options", volume.driver_options).take();
  return JsonWriter()
      .put("NoCopy", volume.no_copy)
      .put("Labels", volume.labels)
      .put("Subpath", volume.subpath)
      .put("DriverConfig", std::move(driver))
      .take();
}

}  // namespace

Mount decode_mount(const JsonReader& reader) {
  Mount mount;
  mount.type = reader.at("Type").string();
  mount.source = reader.at("Source").string();
  mount.target = reader.at("Target").string();
  mount.read_only = reader.at("ReadOnly").boolean();
  mount.consistency = reader.at("Consistency").string();
  const auto bind = reader.at("BindOptions");
  if (bind.present()) mount.bind = decode_bind(bind);
  const auto volume = reader.at("VolumeOptions");
  if (volume.present()) mount.volume = decode_volume_options(volume);
  const auto tmpfs = reader.at("TmpfsOptions");
  if (tmpfs.present()) mount.tmpfs = TmpfsOptions{tmpfs.at("SizeBytes").integer(), tmpfs.at("Mode").integer()};
  const auto image = reader.at("ImageOptions");
  mount.image_subpath = image.at("Subpath").string();
  return mount;
}

json::object mount_json(const Mount& mount) {
  JsonWriter writer;
  writer.put("Type", mount.type)
      .put("Source", mount.source)
      .put("Target", mount.target)
      .put("ReadOnly", mount.read_only)
      .put("Consistency", mount.consistency);
  if (mount.bind) writer.put("BindOptions", bind_json(*mount.bind));
  if (mount.volume) writer.put("VolumeOptions", volume_json(*mount.volume));
  if (mount.tmpfs) {
    writer.put("TmpfsOptions",
               JsonWriter().put("SizeBytes", mount.tmpfs->size_bytes).put("Mode", mount.tmpfs->mode).take());
  }
  return writer.put("ImageOptions", JsonWriter().put("Subpath", mount.image_subpath).take()).take();
}

}  // namespace berth::engine_api
