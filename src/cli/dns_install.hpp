// Setting up this host's resolver so that it asks the name server, and undoing that.
#pragma once

#include <optional>
#include <string>

#include "cli/context.hpp"
#include "dns/host_setup.hpp"

namespace berth::cli {

struct DnsInstall {
  dns::NameServerPlace place;
  std::optional<std::string> with;  ///< a word of dns::setup_kinds(); none: what this host seems to have
  bool dry_run = false;             ///< show only
};

/// Shows what it changes, and does it. 0 also when all is as it shall be. Throws berth::Error.
int install_names(const DnsInstall& options);
int uninstall_names(const DnsInstall& options);

}  // namespace berth::cli
