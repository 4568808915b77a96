// From what an engine tells of a container to its names.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dns/names.hpp"
#include "engine_api/container.hpp"
#include "engine_api/event.hpp"

namespace berth::dns {

/// Whether this host has the address for its own, as text. A network whose gateway is this host's is reached by its
/// containers' addresses; one that is not (rootless, in a virtual machine, remote) only by published ports.
using IsOwnAddress = std::function<bool(const std::string&)>;

/// The addresses of this host's interfaces as they are now (getifaddrs(3)).
IsOwnAddress own_addresses();

/// Nullopt: no container of a service (one-offs and hooks have no names either). `remote`: the addresses of the machine
/// that the engine is on (remote_host()), when it is another one.
std::optional<Instance> instance_of(const engine_api::ContainerInspect& container, const IsOwnAddress& is_own,
                                    const std::optional<std::vector<Address>>& remote = std::nullopt);

/// What an event alone says about a known container. False: it says too little, the container has to be looked at.
bool apply_event(const engine_api::Event& event, Instance& instance);

}  // namespace berth::dns
