// Asking other name servers for what is not ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "dns/answer_cache.hpp"

namespace berth::dns {

struct Upstream {
  std::string address;
  std::uint16_t port = 53;

  bool operator==(const Upstream&) const = default;
};

/// "9.9.9.9", "127.0.0.1:5300", "[2620:fe::fe]:53". Problem: what is no address.
Result<Upstream> parse_upstream(const std::string& text);

struct ForwardOptions {
  std::vector<Upstream> upstreams;            ///< asked in this order; none: nothing is forwarded
  std::chrono::milliseconds patience{1'500};  ///< with one of them, before the next one is asked
  std::chrono::milliseconds deadline{5'000};  ///< of a query; after it the answer is SERVFAIL
  std::size_t cache_bytes = 1 << 20;
  std::size_t queries_at_once = 256;  ///< of more the answer is SERVFAIL at once
};

class Forwarder {
 public:
  /// None: nobody has answered.
  using Done = std::function<void(const RelayedAnswer*)>;

  Forwarder(const boost::asio::any_io_executor& executor, ForwardOptions options);
  ~Forwarder();

  /// From the cache; none when it has to be asked for.
  AnswerCache::Found find(const Query& query);
  /// Asks; `done` is called later, or within this call when too many are asked for. Those who ask the same at the same
  /// time share the answer. Requires that serve() runs.
  void ask(const Query& query, Done done);

  /// Lets ask() work until it is cancelled.
  boost::asio::awaitable<void> serve();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::dns
