// From a service to the request that makes one of its containers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/observed.hpp"
#include "plan/step.hpp"

namespace berth::plan {

/// A container that a service has, or will have once the plan is done.
struct Peer {
  std::string name;  ///< the one that it ends up with
  std::int64_t number = 1;
  ContainerReference reference;
};

/// By service; the lowest number first.
using Peers = std::map<std::string, std::vector<Peer>>;

/// What the request depends on beside the service. `peers` must hold the services that this one names in links,
/// network_mode, ipc, pid and volumes_from.
struct RequestContext {
  const compose::Project& project;
  const Observed& observed;
  const Peers& peers;
};

/// A network that is joined after the creation.
struct LateNetwork {
  std::string name;
  engine_api::EndpointSettings endpoint;
};

struct ContainerDraft {
  CreateContainer create;
  std::vector<LateNetwork> late_networks;  ///< sorted as they are to be joined
  std::vector<FileContent> files;
};

/// `inherited` are the mounts of the container that this one replaces: its anonymous volumes are taken over.
ContainerDraft draft_container(const RequestContext& context, const compose::Service& service, std::int64_t number,
                               const std::vector<engine_api::MountPoint>& inherited);

/// The place of a service's container on one of its networks, complete: a container that is put on a network again
/// with less would lose its names there.
engine_api::EndpointSettings make_endpoint(const RequestContext& context, const compose::Service& service,
                                           const std::string& network_key, const std::string& container);

engine_api::NetworkCreate network_request(const compose::Project& project, const compose::Network& network);
engine_api::VolumeCreate volume_request(const compose::Project& project, const compose::Volume& volume);

}  // namespace berth::plan
