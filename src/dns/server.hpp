// The name server: UDP and TCP sockets around answer().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "dns/access.hpp"
#include "dns/answer.hpp"
#include "dns/forwarder.hpp"

namespace berth::dns {

/// A query and what became of it, for the log.
struct QueryRecord {
  std::string_view transport;  ///< "udp" or "tcp"
  Bytes asker;
  const Query* query = nullptr;
  Answer answer;
};

struct ServerOptions {
  std::vector<std::string> addresses{"127.0.0.1", "::1"};  ///< of this host
  std::uint16_t port = 5354;                               ///< 0: any
  AccessList allowed = AccessList::loopback();
  std::uint32_t answers_per_second = 0;  ///< to one address, over UDP; 0: no limit
  std::size_t tcp_connections = 100;     ///< at once; of more the one that was silent longest is closed
  std::chrono::milliseconds tcp_idle{10'000};
  ForwardOptions forward;  ///< for what is not ours; without servers it is refused
  std::string own_suffix;  ///< names below it are never forwarded, also while nobody has them
  std::string version;     ///< for who asks for version.server
  std::function<void(const QueryRecord&)> on_query = {};  ///< of every answered one
};

/// Since the start.
struct Counters {
  std::uint64_t udp_queries = 0;
  std::uint64_t tcp_queries = 0;
  std::uint64_t answered = 0;      ///< NOERROR
  std::uint64_t no_such_name = 0;  ///< NXDOMAIN
  std::uint64_t refused = 0;
  std::uint64_t other_errors = 0;
  std::uint64_t truncated = 0;
  std::uint64_t dropped = 0;      ///< malformed
  std::uint64_t not_allowed = 0;  ///< by the access list
  std::uint64_t rate_limited = 0;
  std::uint64_t forwarded = 0;
  std::uint64_t from_cache = 0;  ///< answers of others that were kept
  std::uint64_t zone_changes = 0;
};

/// "udp queries=17"
std::vector<std::string> as_texts(const Counters& counters);

class Server {
 public:
  /// Listens. IPv6 addresses are left out on a host without IPv6. Throws berth::Error: an address that cannot be had.
  Server(const boost::asio::any_io_executor& executor, ServerOptions options);
  ~Server();

  /// What is answered from now on. Starts as nothing: every query is refused.
  void set_zone(std::shared_ptr<const Zone> zone);
  [[nodiscard]] const Counters& counters() const;
  /// The first one.
  [[nodiscard]] const std::string& address() const;
  /// The one that was asked for, or the one that was had.
  [[nodiscard]] std::uint16_t port() const;

  /// Serves until it is cancelled. To be called once; the server must outlive it.
  boost::asio::awaitable<void> run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::dns
