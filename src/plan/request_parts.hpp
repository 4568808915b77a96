// The parts of draft_container, one file each; nobody else includes this.
#pragma once

#include <string>
#include <vector>

#include "plan/request.hpp"

namespace berth::plan::request {

/// Command, environment, health check, labels, terminal: what does not depend on the host.
void fill_config(engine_api::ContainerConfig& config, const compose::Service& service);

/// Namespaces, privileges, restart policy, logging, DNS, devices.
void fill_host(engine_api::HostConfig& host, const compose::Service& service);

/// security_opt: profiles from files, and paths of the system that stay visible.
void fill_security(engine_api::HostConfig& host, const compose::Service& service,
                   const engine_api::Capabilities& capabilities);

/// Memory, processors, processes, block I/O, devices: `deploy.resources` over the service's own attributes.
void fill_limits(engine_api::Resources& resources, const compose::Service& service);

/// Volumes, tmpfs, configs and secrets that are files of the host, and inherited anonymous volumes.
void fill_mounts(engine_api::HostConfig& host, const RequestContext& context, const compose::Service& service,
                 const std::vector<engine_api::MountPoint>& inherited);

/// Ports that are exposed and published.
void fill_ports(engine_api::ContainerCreate& request, const RequestContext& context, const compose::Service& service,
                std::int64_t number);

/// network_mode, endpoints and links.
void fill_networks(ContainerDraft& draft, const RequestContext& context, const compose::Service& service);

/// "service:x" of ipc, pid, network_mode and volumes_from.
void fill_references(CreateContainer& create, const RequestContext& context, const compose::Service& service);

/// "container:alias" for links and external_links.
std::vector<std::string> make_links(const RequestContext& context, const compose::Service& service);

}  // namespace berth::plan::request
