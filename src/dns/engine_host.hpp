// Where the engine is and what this host's resolver says, as far as names have to know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dns/names.hpp"

namespace berth::dns {

/// What this host's own resolver finds; empty: nothing.
std::vector<Address> addresses_of_host(const std::string& host);

bool is_loopback(const Address& address);

/// The addresses of the machine that an engine is reached at over the network: there its published ports are, and its
/// bridges are none of this host's. Nullopt: it is on this host. Empty: on one whose name nobody knows. Asks the
/// resolver.
std::optional<std::vector<Address>> remote_host(const std::string& engine_address);

}  // namespace berth::dns
