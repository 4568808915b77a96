#include "dns/server.hpp"

#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "dns/desk.hpp"
#include "dns/tcp_listener.hpp"
#include "dns/udp_socket.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::dns {

namespace asio = boost::asio;

struct Server::State {
  State(const asio::any_io_executor& executor, ServerOptions given)
      : options(std::move(given)), forwarder(executor, options.forward), desk(options, forwarder) {}

  ServerOptions options;
  Forwarder forwarder;
  Desk desk;
  std::vector<UdpSocket> udp;
  std::vector<TcpListener> tcp;
};

namespace {

asio::ip::address parse_address(const std::string& text) {
  boost::system::error_code error;
  auto address = asio::ip::make_address(text, error);
  if (error) throw Error(fmt::format("\"{}\" is no address", text), "give one of this host, for example 127.0.0.1");
  return address;
}

std::string_view hint_for(const boost::system::error_code& error) {
  if (error == asio::error::address_in_use) return "another server has it: choose another port with --port";
  if (error == asio::error::access_denied) return "ports below 1024 are root's: choose another one with --port";
  return "give an address of this host with --address";
}

}  // namespace

Server::Server(const asio::any_io_executor& executor, ServerOptions options)
    : state_(std::make_unique<State>(executor, std::move(options))) {
  auto port = state_->options.port;
  for (const auto& text : state_->options.addresses) {
    const auto address = parse_address(text);
    try {
      state_->udp.emplace_back(executor, address, port);
      port = state_->udp.back().port();
      state_->tcp.emplace_back(executor, address, port);
    } catch (const boost::system::system_error& error) {
      const bool no_ipv6 = address.is_v6() && (error.code() == asio::error::address_family_not_supported ||
                                               error.code().value() == EADDRNOTAVAIL);
      if (no_ipv6 && !state_->udp.empty()) continue;
      throw Error(fmt::format("cannot listen on {} port {}: {}", text, port, error.code().message()),
                  std::string(hint_for(error.code())));
    }
  }
}

std::vector<std::string> as_texts(const Counters& counters) {
  const std::pair<const char*, std::uint64_t> all[] = {
      {"udp queries", counters.udp_queries},   {"tcp queries", counters.tcp_queries},
      {"answered", counters.answered},         {"no such name", counters.no_such_name},
      {"refused", counters.refused},           {"other errors", counters.other_errors},
      {"truncated", counters.truncated},       {"dropped", counters.dropped},
      {"not allowed", counters.not_allowed},   {"rate limited", counters.rate_limited},
      {"forwarded", counters.forwarded},       {"from the cache", counters.from_cache},
      {"zone changes", counters.zone_changes},
  };
  std::vector<std::string> texts;
  for (const auto& [name, count] : all) texts.push_back(fmt::format("{}={}", name, count));
  return texts;
}

Server::~Server() = default;

void Server::set_zone(std::shared_ptr<const Zone> zone) {
  state_->desk.set_zone(std::move(zone));
}

const Counters& Server::counters() const {
  return state_->desk.counters();
}

const std::string& Server::address() const {
  return state_->options.addresses.front();
}

std::uint16_t Server::port() const {
  return state_->udp.front().port();
}

asio::awaitable<void> Server::run() {
  auto& state = *state_;
  co_await lifecycle::with_tasks([&state](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    tasks.spawn(state.forwarder.serve());
    for (auto& socket : state.udp) tasks.spawn(socket.serve(state.desk));
    for (auto& listener : state.tcp) {
      tasks.spawn(listener.serve(state.desk, state.options.tcp_connections, state.options.tcp_idle));
    }
    co_await tasks.join();
  });
}

}  // namespace berth::dns
