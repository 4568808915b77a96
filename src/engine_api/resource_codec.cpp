// Networks, volumes and images.
#include <boost/json/array.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/host_config_parts.hpp"
#include "engine_api/time.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

IpamPool decode_pool(const JsonReader& reader) {
  return {reader.at("Subnet").string(), reader.at("IPRange").string(), reader.at("Gateway").string(),
          reader.at("AuxiliaryAddresses").string_map()};
}

json::object pool_json(const IpamPool& pool) {
  return JsonWriter()
      .put("Subnet", pool.subnet)
      .put("IPRange", pool.ip_range)
      .put("Gateway", pool.gateway)
      .put("AuxiliaryAddresses", pool.auxiliary_addresses)
      .take();
}

NetworkEndpoint decode_network_endpoint(const JsonReader& reader) {
  return {reader.at("Name").string(), reader.at("EndpointID").string(), reader.at("IPv4Address").string(),
          reader.at("IPv6Address").string()};
}

NetworkSummary decode_network_summary(const JsonReader& reader) {
  NetworkSummary network;
  network.id = reader.at("Id").required_string();
  network.name = reader.at("Name").required_string();
  network.driver = reader.at("Driver").string();
  network.scope = reader.at("Scope").string();
  network.internal = reader.at("Internal").boolean();
  network.attachable = reader.at("Attachable").boolean();
  network.ingress = reader.at("Ingress").boolean();
  network.enable_ipv6 = reader.at("EnableIPv6").boolean();
  const auto ipam = reader.at("IPAM");
  network.ipam = {ipam.at("Driver").string(), ipam.at("Options").string_map(),
                  elements(ipam.at("Config"), decode_pool)};
  network.options = reader.at("Options").string_map();
  network.labels = reader.at("Labels").string_map();
  reader.at("Containers").for_each_member([&](std::string id, const JsonReader& endpoint) {
    network.containers.emplace(std::move(id), decode_network_endpoint(endpoint));
  });
  return network;
}

VolumeSummary decode_volume_summary(const JsonReader& reader) {
  VolumeSummary volume;
  volume.name = reader.at("Name").required_string();
  volume.driver = reader.at("Driver").string();
  volume.mountpoint = reader.at("Mountpoint").string();
  volume.created_at = reader.at("CreatedAt").string();
  volume.scope = reader.at("Scope").string();
  volume.options = reader.at("Options").string_map();
  volume.labels = reader.at("Labels").string_map();
  return volume;
}

ImageSummary decode_image_summary(const JsonReader& reader) {
  ImageSummary image;
  image.id = reader.at("Id").required_string();
  image.repo_tags = reader.at("RepoTags").strings();
  image.repo_digests = reader.at("RepoDigests").strings();
  image.labels = reader.at("Labels").string_map();
  image.created = reader.at("Created").integer();
  image.size = reader.at("Size").integer();
  return image;
}

ImageConfig decode_image_config(const JsonReader& reader) {
  ImageConfig config;
  config.user = reader.at("User").string();
  config.working_dir = reader.at("WorkingDir").string();
  config.stop_signal = reader.at("StopSignal").string();
  config.command = reader.at("Cmd").strings();
  config.entrypoint = reader.at("Entrypoint").strings();
  config.environment = reader.at("Env").strings();
  config.labels = reader.at("Labels").string_map();
  config.exposed_ports = reader.at("ExposedPorts").keys();
  config.volumes = reader.at("Volumes").keys();
  const auto health = reader.at("Healthcheck");
  if (health.present()) config.healthcheck = decode_health_config(health);
  return config;
}

ImageInspect decode_image(const JsonReader& reader) {
  ImageInspect image;
  image.id = reader.at("Id").required_string();
  image.repo_tags = reader.at("RepoTags").strings();
  image.repo_digests = reader.at("RepoDigests").strings();
  image.created = reader.at("Created").string();
  image.architecture = reader.at("Architecture").string();
  image.os = reader.at("Os").string();
  image.variant = reader.at("Variant").string();
  image.size = reader.at("Size").integer();
  const auto metadata = reader.at("Metadata");
  image.last_tagged = parse_rfc3339(metadata.at("LastTagTime").string());
  image.config = decode_image_config(reader.at("Config"));
  const auto root = reader.at("RootFS");
  image.content = root.at("Layers").source() + reader.at("Config").source() + image.os + image.architecture;
  return image;
}

}  // namespace

std::vector<NetworkSummary> decode_network_list(std::string_view text) {
  return decode_list(text, decode_network_summary);
}

NetworkSummary decode_network(std::string_view text) {
  return decode_document(text, decode_network_summary);
}

std::vector<VolumeSummary> decode_volume_list(std::string_view text) {
  return decode_document(
      text, [](const JsonReader& reader) { return elements(reader.at("Volumes"), decode_volume_summary); });
}

VolumeSummary decode_volume(std::string_view text) {
  return decode_document(text, decode_volume_summary);
}

std::vector<ImageSummary> decode_image_list(std::string_view text) {
  return decode_list(text, decode_image_summary);
}

ImageInspect decode_image_inspect(std::string_view text) {
  return decode_document(text, decode_image);
}

std::string decode_registry_digest(std::string_view text) {
  return decode_document(text, [](const JsonReader& reader) {
    const auto descriptor = reader.at("Descriptor");
    return descriptor.at("digest").string();
  });
}

std::vector<ImageDeleted> decode_image_deleted(std::string_view text) {
  return decode_list(text, [](const JsonReader& reader) {
    return ImageDeleted{reader.at("Untagged").string(), reader.at("Deleted").string()};
  });
}

std::string encode(const NetworkCreate& request) {
  JsonWriter writer;
  writer.put("Name", request.name)
      .always("CheckDuplicate", true)
      .put("Driver", request.driver)
      .put("Scope", request.scope)
      .put("Internal", request.internal)
      .put("Attachable", request.attachable)
      .put("EnableIPv4", request.enable_ipv4)
      .put("EnableIPv6", request.enable_ipv6)
      .put("Options", request.options)
      .put("Labels", request.labels);
  if (request.ipam) {
    writer.put("IPAM", JsonWriter()
                           .put("Driver", request.ipam->driver)
                           .put("Options", request.ipam->options)
                           .put("Config", array_json(request.ipam->config, pool_json))
                           .take());
  }
  return writer.text();
}

std::string encode(const VolumeCreate& request) {
  return JsonWriter()
      .put("Name", request.name)
      .put("Driver", request.driver)
      .put("DriverOpts", request.driver_options)
      .put("Labels", request.labels)
      .text();
}

}  // namespace berth::engine_api
