// Ports, mounts, network attachments, references to secrets and configs, ulimits.
#include "compose/decode.hpp"
#include "compose/tree_reader.hpp"

namespace berth::compose {

namespace {

MountType mount_type(const std::string& text) {
  if (text == "bind") return MountType::bind;
  if (text == "tmpfs") return MountType::tmpfs;
  if (text == "image") return MountType::image;
  if (text == "npipe") return MountType::npipe;
  if (text == "cluster") return MountType::cluster;
  return MountType::volume;
}

BindOptions bind_options(const yaml::Node& node) {
  const TreeReader read(node);
  return {.create_host_path = read.optional_flag("create_host_path").value_or(true),
          .propagation = read.text("propagation"),
          .recursive = read.text("recursive"),
          .selinux = read.text("selinux")};
}

VolumeOptions volume_options(const yaml::Node& node) {
  const TreeReader read(node);
  return {.labels = read.text_map("labels"), .no_copy = read.flag("nocopy"), .subpath = read.text("subpath")};
}

TmpfsOptions tmpfs_options(const yaml::Node& node) {
  const TreeReader read(node);
  return {.size = read.bytes("size"), .mode = static_cast<std::uint32_t>(read.integer("mode"))};
}

}  // namespace

Port decode_port(const yaml::Node& node) {
  const TreeReader read(node);
  return {.target = static_cast<std::uint32_t>(read.integer("target")),
          .published = read.text("published"),
          .host_ip = read.text("host_ip"),
          .protocol = read.text("protocol"),
          .mode = read.text("mode"),
          .name = read.text("name"),
          .app_protocol = read.text("app_protocol"),
          .span = node.span()};
}

Mount decode_mount(const yaml::Node& node) {
  const TreeReader read(node);
  Mount mount{.type = mount_type(read.text("type")),
              .source = read.text("source"),
              .target = read.text("target"),
              .read_only = read.flag("read_only"),
              .consistency = read.text("consistency"),
              .bind = {},
              .volume = {},
              .tmpfs = {},
              .image_subpath = {},
              .span = node.span()};
  if (const auto* bind = read.object("bind")) mount.bind = bind_options(*bind);
  if (const auto* volume = read.object("volume")) mount.volume = volume_options(*volume);
  if (const auto* tmpfs = read.object("tmpfs")) mount.tmpfs = tmpfs_options(*tmpfs);
  if (const auto* image = read.object("image")) mount.image_subpath = TreeReader(*image).text("subpath");
  return mount;
}

NetworkAttachment decode_attachment(const yaml::Node& node) {
  const TreeReader read(node);
  return {.aliases = read.texts("aliases"),
          .driver_opts = read.text_map("driver_opts"),
          .gw_priority = read.integer("gw_priority"),
          .interface_name = read.text("interface_name"),
          .ipv4_address = read.text("ipv4_address"),
          .ipv6_address = read.text("ipv6_address"),
          .link_local_ips = read.texts("link_local_ips"),
          .mac_address = read.text("mac_address"),
          .priority = read.integer("priority"),
          .span = node.span()};
}

FileReference decode_file_reference(const yaml::Node& node) {
  const TreeReader read(node);
  return {.source = read.text("source"),
          .target = read.text("target"),
          .uid = read.text("uid"),
          .gid = read.text("gid"),
          .mode = read.mode("mode"),
          .copied = false,
          .span = node.span()};
}

std::map<std::string, Ulimit> decode_ulimits(const yaml::Mapping& ulimits) {
  std::map<std::string, Ulimit> all;
  for (const auto& entry : ulimits) {
    auto& limit = all[entry.key];
    if (entry.value.kind() == yaml::Kind::integer) {
      limit.single = entry.value.integer();
    } else {
      const TreeReader read(entry.value);
      limit.soft = read.integer("soft");
      limit.hard = read.integer("hard");
    }
  }
  return all;
}

}  // namespace berth::compose
