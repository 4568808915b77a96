// The name server as a process: in the foreground, or kept in the background for this user.
#pragma once

#include <string>

#include "cli/context.hpp"
#include "dns/server.hpp"
#include "engine_client/kept_process.hpp"

namespace berth::cli {

struct DnsServe {
  dns::ServerOptions server;
  std::string suffix;
  bool foreground = false;
  bool log_queries = false;  ///< a line on standard output for each, in the foreground
};

/// Serves until it is ended; in the background it returns as soon as the first names are there. The exit code.
int serve_dns(Context& context, DnsServe options);

/// What names are below. Throws berth::Error for what is no name, and for the root.
dns::DomainName parse_dns_suffix(const std::string& text);

/// The one in the background, when it runs. Its address is "ADDRESS PORT SUFFIX".
std::optional<engine::ProcessRecord> running_dns_server(const Context& context);

/// false when none was running.
bool stop_dns_server(const Context& context);

/// What `address` of its record says.
struct DnsServerAddress {
  std::string address;
  std::uint16_t port = 0;
  std::string suffix;
};
DnsServerAddress parse_dns_address(const std::string& text);

}  // namespace berth::cli
