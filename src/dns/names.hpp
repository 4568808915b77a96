// Which names the containers of projects have.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compose/name_settings.hpp"
#include "dns/domain_name.hpp"
#include "dns/rdata.hpp"

namespace berth::dns {

/// Four or sixteen bytes in network order.
using Address = std::vector<std::uint8_t>;

using compose::NameSettings;
using compose::Unhealthy;

enum class Health : std::uint8_t { none, healthy, starting, unhealthy };

/// A port that one can connect to.
struct ReachablePort {
  std::uint16_t container = 0;  ///< as the service knows it
  std::string protocol;         ///< tcp, udp or sctp
  std::uint16_t port = 0;       ///< at the instance's addresses

  bool operator==(const ReachablePort&) const = default;
};

/// A container of a service. Only a running one has names.
struct Instance {
  std::string project;
  std::string service;
  unsigned number = 1;
  std::string container_name;
  std::string hostname;  ///< empty: the engine's own
  std::vector<std::string> aliases;
  std::vector<Address> addresses;  ///< where the host reaches it
  std::vector<ReachablePort> ports;
  std::string image;
  bool running = false;  ///< and not paused
  std::string state;     ///< the engine's word
  Health health = Health::none;
  NameSettings settings;  ///< x-berth.dns of its project

  bool operator==(const Instance&) const = default;
};

/// One record, and the container that it comes from.
struct NameRecord {
  DomainName name;
  Type type{};
  Rdata data;
  const Instance* source = nullptr;
};

/// What one container alone says of a name; who else has the name decides whether it counts.
struct NameClaim {
  enum class Kind : std::uint8_t {
    own,      ///< counts always
    service,  ///< of a service's own name
    alias,    ///< of a name that a service's own one supersedes
    apex,     ///< makes the name authoritative; has no data
  };
  NameRecord record;
  std::string key;  ///< of the name
  Kind kind = Kind::own;
  bool by_health = false;  ///< counts as the container's settings and its fellows' health say
};

/// None for what does not run. Points into `instance`.
std::vector<NameClaim> claims_of(const Instance& instance, const DomainName& suffix);

/// Leaves those that count, of all that are made to one name.
void settle(std::vector<NameClaim>& claims);

/// SERVICE.PROJECT.SUFFIX, N.SERVICE.PROJECT.SUFFIX, ALIAS.PROJECT.SUFFIX, CONTAINER.SUFFIX,
/// _PORT._PROTOCOL.SERVICE.PROJECT.SUFFIX, and a name for every address. What makes no name is left out. In the
/// order of projects and their services; points into `instances`.
std::vector<NameRecord> records_of(const std::vector<Instance>& instances, const DomainName& suffix);

/// Lines for hosts(5): every address with its names; those of `project` with their short ones, too. Whoever reads them
/// has no health to go by, so all that a service's name means is there, in the order of preference.
std::string hosts_text(const std::vector<Instance>& instances, const DomainName& suffix, const std::string& project);

}  // namespace berth::dns
