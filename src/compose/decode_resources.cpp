// Networks, volumes, secrets, configs, models.
#include "compose/decode.hpp"
#include "compose/defaults.hpp"
#include "compose/tree_reader.hpp"

namespace berth::compose {

namespace {

/// What no engine without a cluster carries.
constexpr std::string_view file_object_places[] = {"driver", "driver_opts", "external", "template_driver"};

Ipam decode_ipam(const yaml::Node& node) {
  const TreeReader read(node);
  Ipam ipam{.driver = read.text("driver"), .config = {}, .options = read.text_map("options")};
  for (const auto& item : read.items("config")) {
    const TreeReader pool(item);
    ipam.config.push_back({.subnet = pool.text("subnet"),
                           .gateway = pool.text("gateway"),
                           .ip_range = pool.text("ip_range"),
                           .aux_addresses = pool.text_map("aux_addresses")});
  }
  return ipam;
}

}  // namespace

Network decode_network(const yaml::Entry& entry) {
  const TreeReader read(entry.value);
  const auto* ipam = read.object("ipam");
  return {.key = entry.key,
          .name = read.text("name"),
          .driver = read.text("driver"),
          .driver_opts = read.text_map("driver_opts"),
          .ipam = ipam == nullptr ? Ipam{} : decode_ipam(*ipam),
          .external = read.flag("external"),
          .internal = read.flag("internal"),
          .attachable = read.flag("attachable"),
          .enable_ipv4 = read.optional_flag("enable_ipv4"),
          .enable_ipv6 = read.optional_flag("enable_ipv6"),
          .labels = read.text_map("labels"),
          .config_hash = {},
          .span = entry.key_span};
}

Volume decode_volume(const yaml::Entry& entry) {
  const TreeReader read(entry.value);
  return {.key = entry.key,
          .name = read.text("name"),
          .driver = read.text("driver"),
          .driver_opts = read.text_map("driver_opts"),
          .external = read.flag("external"),
          .labels = read.text_map("labels"),
          .config_hash = {},
          .span = entry.key_span};
}

FileObject decode_file_object(const yaml::Entry& entry) {
  const TreeReader read(entry.value);
  FileObject object{.key = entry.key,
                    .name = read.text("name"),
                    .file = read.text("file"),
                    .file_span = read.span("file", entry.key_span),
                    .environment = read.text("environment"),
                    .content = {},
                    .bytes = {},
                    .external = read.flag("external"),
                    .labels = read.text_map("labels"),
                    .driver = read.text("driver"),
                    .driver_opts = read.text_map("driver_opts"),
                    .template_driver = read.text("template_driver"),
                    .places = decode_places(entry.value, file_object_places),
                    .span = entry.key_span};
  for (const char* key : {"content", secret_value_key}) {
    if (read.has(key)) object.content = read.text(key);
  }
  return object;
}

Model decode_model(const yaml::Entry& entry) {
  const TreeReader read(entry.value);
  return {.key = entry.key,
          .name = read.text("name"),
          .model = read.text("model"),
          .context_size = read.integer("context_size"),
          .runtime_flags = read.texts("runtime_flags"),
          .span = entry.key_span};
}

}  // namespace berth::compose
