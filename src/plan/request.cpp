#include "plan/request.hpp"

#include "plan/files.hpp"
#include "plan/labels.hpp"
#include "plan/names.hpp"
#include "plan/request_parts.hpp"

namespace berth::plan {

ContainerDraft draft_container(const RequestContext& context, const compose::Service& service, std::int64_t number,
                               const std::vector<engine_api::MountPoint>& inherited) {
  ContainerDraft draft;
  auto& request = draft.create.request;
  const auto image = compose::image_name(context.project, service);
  const auto present = context.observed.images.find(image);
  request.name = container_name(context.project, service, number);
  request.platform = service.platform;
  request.config.image = image;
  request.config.labels = container_labels(context.project, service, number,
                                           present == context.observed.images.end() ? "" : present->second.id);
  draft.files = copied_files(context.project, service);
  if (auto digests = content_digests(draft.files, service.seccomp_profiles); !digests.empty())
    request.config.labels[label::content_hash] = std::move(digests);

  request::fill_config(request.config, service);
  request::fill_host(request.host, service);
  request::fill_security(request.host, service, context.observed.capabilities);
  request::fill_limits(request.host.resources, service);
  request::fill_mounts(request.host, context, service, inherited);
  request::fill_ports(request, context, service, number);
  request::fill_networks(draft, context, service);
  request::fill_references(draft.create, context, service);
  return draft;
}

engine_api::NetworkCreate network_request(const compose::Project& project, const compose::Network& network) {
  engine_api::NetworkCreate request;
  request.name = network.name;
  request.driver = network.driver;
  request.internal = network.internal;
  request.attachable = network.attachable;
  request.enable_ipv4 = network.enable_ipv4;
  request.enable_ipv6 = network.enable_ipv6;
  request.options = network.driver_opts;
  request.labels = network_labels(project, network);
  const auto& wanted = network.ipam;
  if (wanted.driver.empty() && wanted.config.empty() && wanted.options.empty()) return request;
  auto& ipam = request.ipam.emplace();
  ipam.driver = wanted.driver;
  ipam.options = wanted.options;
  for (const auto& pool : wanted.config)
    ipam.config.push_back({pool.subnet, pool.ip_range, pool.gateway, pool.aux_addresses});
  return request;
}

engine_api::VolumeCreate volume_request(const compose::Project& project, const compose::Volume& volume) {
  return {.name = volume.name,
          .driver = volume.driver,
          .driver_options = volume.driver_opts,
          .labels = volume_labels(project, volume)};
}

}  // namespace berth::plan
