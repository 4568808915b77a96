#include "lifecycle/health_probe.hpp"

#include <chrono>
#include <utility>

#include "lifecycle/failure.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t longest_output = 4096;
constexpr auto default_timeout = 30s;  // Dockerfile reference, HEALTHCHECK --timeout

engine::Deadline deadline_of(const engine_api::HealthConfig& test) {
  const auto timeout = test.timeout > Nanoseconds::zero() ? test.timeout : Nanoseconds(default_timeout);
  return {std::chrono::ceil<std::chrono::milliseconds>(timeout)};
}

}  // namespace

ProbeResult failed_probe(const engine::EngineError& error) {
  ProbeResult result;
  result.output = error.message();
  if (error.kind() == engine::ErrorKind::timeout) result.outcome = ProbeOutcome::timed_out;
  const bool stopped = error.kind() == engine::ErrorKind::conflict || error.kind() == engine::ErrorKind::not_found;
  if (stopped) result.outcome = ProbeOutcome::not_run;
  return result;
}

std::vector<std::string> probe_command(const engine_api::HealthConfig& test) {
  if (test.test.size() < 2) return {};
  const std::vector<std::string> rest(test.test.begin() + 1, test.test.end());
  if (test.test.front() == "CMD") return rest;
  if (test.test.front() == "CMD-SHELL") return {"/bin/sh", "-c", rest.front()};
  return {};
}

asio::awaitable<ProbeResult> run_probe(engine::Engine& engine, std::string container, engine_api::HealthConfig test) {
  const auto began = Clock::now();
  ProbeResult result;
  engine_api::ExecCreate request;
  request.command = probe_command(test);
  try {
    auto ran =
        co_await engine::run_exec(engine, std::move(container), std::move(request), longest_output, deadline_of(test));
    result.outcome = ran.exit_code == 0 ? ProbeOutcome::passed : ProbeOutcome::failed;
    result.output = bounded(std::move(ran.output), longest_output);
  } catch (const engine::EngineError& error) {
    result = failed_probe(error);
  }
  result.elapsed = Clock::now() - began;
  co_return result;
}

asio::awaitable<ProbeResult> run_engine_check(engine::Engine& engine, std::string container,
                                              engine_api::HealthConfig test) {
  const auto began = Clock::now();
  auto deadline = deadline_of(test);
  *deadline.after += 5s;  // the engine stops the test itself; this is for an engine that does not answer
  ProbeResult result;
  try {
    const auto ran = co_await engine.run_healthcheck(std::move(container), deadline);
    const bool passed = ran.status == engine_api::HealthStatus::healthy;
    result.outcome = passed ? ProbeOutcome::passed : ProbeOutcome::failed;
    if (!ran.log.empty()) result.output = bounded(ran.log.back().output, longest_output);
  } catch (const engine::EngineError& error) {
    result = failed_probe(error);
  }
  result.elapsed = Clock::now() - began;
  co_return result;
}

}  // namespace berth::lifecycle
