#include "lifecycle/readiness_probe.hpp"

#include <charconv>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "engine_api/time.hpp"
#include "engine_client/port_probe.hpp"
#include "lifecycle/failure.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using compose::Readiness;
using engine::PortAnswer;
using engine::PortState;

constexpr auto port_limit = 2s;
constexpr auto http_limit = 5s;
constexpr auto command_limit = 30s;
constexpr std::size_t longest_line = 2000;  // bytes; of a longer line only the beginning is looked at
constexpr std::size_t longest_output = 4096;

std::uint16_t port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto digits = text.substr(0, text.find('/'));
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return port;
}

/// An address that is everywhere is also here.
std::string reachable(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::" ? "127.0.0.1" : address;
}

ProbeResult result_of(const Readiness& readiness, const PortAnswer& answer) {
  ProbeResult result;
  result.output = answer.problem;
  bool passed = answer.state == PortState::open;
  if (readiness.kind == Readiness::Kind::http) {
    constexpr int first_error = 400;
    passed = readiness.status ? answer.status == *readiness.status : answer.status != 0 && answer.status < first_error;
    if (!passed && answer.status != 0) result.output = fmt::format("HTTP status {}", answer.status);
  }
  if (passed) result.outcome = ProbeOutcome::passed;
  if (!passed) result.output = fmt::format("{}: {}", compose::describe(readiness), result.output);
  return result;
}

asio::awaitable<PortAnswer> ask(const Readiness& readiness, std::string address, std::uint16_t port, bool published) {
  PortAnswer answer;
  if (readiness.kind == Readiness::Kind::http) {
    answer = co_await engine::ask_http(std::move(address), port, readiness.path, http_limit);
  } else {
    answer = co_await engine::ask_port(std::move(address), port, published, port_limit);
  }
  co_return answer;
}

asio::awaitable<ProbeResult> probe_port(const Readiness& readiness, const ReadinessTarget& target) {
  PortAnswer answer{PortState::unreachable, 0, "the container has no address that leads there; publish the port"};
  for (const auto& address : target.addresses) {
    answer = co_await ask(readiness, address, readiness.port, false);
    if (answer.state != PortState::unreachable) co_return result_of(readiness, answer);
  }
  if (const auto found = target.published.find(readiness.port); found != target.published.end()) {
    for (const auto& [address, port] : found->second) {
      answer = co_await ask(readiness, address, port, true);
      if (answer.state == PortState::open) break;
    }
  }
  co_return result_of(readiness, answer);
}

asio::awaitable<ProbeResult> probe_command(engine::Engine& engine, const Readiness& readiness, std::string container) {
  engine_api::ExecCreate request;
  request.command = readiness.command;
  const engine::Deadline limit{command_limit};
  auto ran = co_await engine::run_exec(engine, std::move(container), std::move(request), longest_output, limit);
  ProbeResult result;
  result.outcome = ran.exit_code == 0 ? ProbeOutcome::passed : ProbeOutcome::failed;
  result.output = bounded(std::move(ran.output), longest_output);
  co_return result;
}

/// Lines out of chunks that are cut anywhere; says whether one of them matches.
class LineMatcher {
 public:
  explicit LineMatcher(const std::string& pattern) : pattern_(pattern, std::regex::ECMAScript) {}

  bool add(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        if (matches()) return true;
      } else if (line_.size() < longest_line) {
        line_ += c;
      }
    }
    return false;
  }

  bool matches() {
    const auto line = std::exchange(line_, {});
    return std::regex_search(line, pattern_);
  }

 private:
  std::regex pattern_;
  std::string line_;
};

asio::awaitable<ProbeResult> probe_log(engine::Engine& engine, const Readiness& readiness,
                                       const ReadinessTarget& target) {
  engine::LogOptions options;
  options.follow = true;
  options.tty = target.tty;
  options.since = target.since;
  const auto stream = co_await engine.container_logs(target.container, options);
  LineMatcher out(readiness.pattern);
  LineMatcher err(readiness.pattern);
  for (;;) {
    const auto chunk = co_await stream->next();
    if (!chunk) break;
    auto& channel = chunk->channel == engine::OutputChannel::stderr_text ? err : out;
    if (channel.add(chunk->data)) co_return ProbeResult{ProbeOutcome::passed, {}, {}};
  }
  if (out.matches() || err.matches()) co_return ProbeResult{ProbeOutcome::passed, {}, {}};
  co_return ProbeResult{ProbeOutcome::not_run, {}, fmt::format("no line matched {}", compose::describe(readiness))};
}

asio::awaitable<ProbeResult> probe(engine::Engine& engine, const Readiness& readiness, const ReadinessTarget& target) {
  ProbeResult result;
  switch (readiness.kind) {
    case Readiness::Kind::tcp:
    case Readiness::Kind::http: result = co_await probe_port(readiness, target); break;
    case Readiness::Kind::log: result = co_await probe_log(engine, readiness, target); break;
    case Readiness::Kind::exec: result = co_await probe_command(engine, readiness, target.container); break;
  }
  co_return result;
}

void add_addresses(ReadinessTarget& target, const engine_api::ContainerInspect& inspect) {
  if (inspect.host.network_mode == "host") target.addresses.emplace_back("127.0.0.1");
  for (const auto& [name, endpoint] : inspect.networks) {
    if (!endpoint.ip_address.empty()) target.addresses.push_back(endpoint.ip_address);
  }
  for (const auto& [port, bindings] : inspect.published) {
    for (const auto& binding : bindings) {
      target.published[port_of(port)].emplace_back(reachable(binding.host_ip), port_of(binding.host_port));
    }
  }
}

}  // namespace

asio::awaitable<ReadinessTarget> readiness_target(engine::Engine& engine, engine_api::ContainerInspect inspect) {
  constexpr std::string_view shares = "container:";
  ReadinessTarget target;
  target.container = inspect.id;
  target.tty = inspect.config.tty;
  if (inspect.state.started_at) target.since = engine_api::format_unix(*inspect.state.started_at);
  // Those of another machine cannot be reached from here.
  const bool here = engine.address().starts_with("unix://");
  if (here && inspect.host.network_mode.starts_with(shares)) {
    const auto owner = co_await engine.inspect_container(inspect.host.network_mode.substr(shares.size()));
    add_addresses(target, owner);
  } else if (here) {
    add_addresses(target, inspect);
  }
  co_return target;
}

asio::awaitable<ProbeResult> probe_readiness(engine::Engine& engine, Readiness readiness, ReadinessTarget target) {
  const auto began = Clock::now();
  ProbeResult result;
  try {
    result = co_await probe(engine, readiness, target);
  } catch (const engine::EngineError& error) {
    result = failed_probe(error);
  }
  result.elapsed = Clock::now() - began;
  co_return result;
}

}  // namespace berth::lifecycle
