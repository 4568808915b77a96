// Containers: lists, inspects and what changes their state.
#include "engine_client/http_engine.hpp"

namespace berth::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto longest_stop = 10min;  // for a container whose own grace period is not known here

/// Stopping takes as long as the container is given, and the engine some time more.
std::chrono::milliseconds time_to_stop(const StopOptions& options, const CallLimits& limits) {
  if (!options.timeout) return longest_stop + 30s;
  if (*options.timeout < 0) return ApiCaller::unlimited;
  constexpr std::int64_t day = 24 * 60 * 60;
  return std::chrono::seconds(std::min(*options.timeout, day)) + 30s + limits.change;
}

std::string_view name_of(WaitCondition condition) {
  switch (condition) {
    case WaitCondition::not_running: return "not-running";
    case WaitCondition::next_exit: return "next-exit";
    case WaitCondition::removed: return "removed";
  }
  return "not-running";
}

Call change(std::string method, std::string path) {
  Call call;
  call.method = std::move(method);
  call.path = std::move(path);
  return call;
}

Call stopping(std::string_view action, const std::string& id, const StopOptions& options) {
  auto call = change("POST", container_path(id, action));
  if (options.timeout) call.query.add("t", *options.timeout);
  call.query.add("signal", options.signal);
  return call;
}

}  // namespace

std::string container_path(std::string_view id, std::string_view action) {
  return "/containers/" + percent_encode(id) + std::string(action);
}

awaitable<void> HttpEngine::done(Call call, Deadline deadline, std::optional<std::chrono::milliseconds> usual) {
  co_await caller_.text(std::move(call), deadline, usual);
}

awaitable<std::vector<engine_api::ContainerSummary>> HttpEngine::list_containers(engine_api::Filters filters, bool all,
                                                                                 Deadline deadline) {
  Call call;
  call.path = "/containers/json";
  call.query.flag("all", all);
  if (!filters.empty()) call.query.add("filters", engine_api::encode(filters));
  return caller_.decoded(std::move(call), deadline, engine_api::decode_container_list);
}

awaitable<engine_api::ContainerInspect> HttpEngine::inspect_container(std::string id, Deadline deadline) {
  Call call;
  call.path = container_path(id, "/json");
  return caller_.decoded(std::move(call), deadline, engine_api::decode_container_inspect);
}

awaitable<engine_api::ContainerCreated> HttpEngine::create_container(engine_api::ContainerCreate request,
                                                                     Deadline deadline) {
  auto call = change("POST", "/containers/create");
  call.query.add("name", request.name).add("platform", request.platform);
  call.body = engine_api::encode(request);
  return caller_.decoded(std::move(call), deadline, engine_api::decode_container_created);
}

awaitable<void> HttpEngine::start_container(std::string id, Deadline deadline) {
  // Podman 5 forgets to choose an address at the first start after a stopped container was put on another network. It
  // has cleaned up after that, and starts at the second try.
  try {
    co_await done(change("POST", container_path(id, "/start")), deadline);
    co_return;
  } catch (const EngineError& error) {
    if (error.message().find("netavark: no static ips provided") == std::string::npos) throw;
  }
  co_await done(change("POST", container_path(id, "/start")), deadline);
}

awaitable<void> HttpEngine::stop_container(std::string id, StopOptions options, Deadline deadline) {
  return done(stopping("/stop", id, options), deadline, time_to_stop(options, caller_.limits()));
}

awaitable<void> HttpEngine::restart_container(std::string id, StopOptions options, Deadline deadline) {
  return done(stopping("/restart", id, options), deadline, time_to_stop(options, caller_.limits()));
}

awaitable<void> HttpEngine::kill_container(std::string id, std::string signal, Deadline deadline) {
  auto call = change("POST", container_path(id, "/kill"));
  call.query.add("signal", signal);
  return done(std::move(call), deadline);
}

awaitable<void> HttpEngine::pause_container(std::string id, Deadline deadline) {
  return done(change("POST", container_path(id, "/pause")), deadline);
}

awaitable<void> HttpEngine::unpause_container(std::string id, Deadline deadline) {
  return done(change("POST", container_path(id, "/unpause")), deadline);
}

awaitable<void> HttpEngine::remove_container(std::string id, RemoveContainer options, Deadline deadline) {
  auto call = change("DELETE", container_path(id));
  call.query.flag("force", options.force).flag("v", options.volumes);
  return done(std::move(call), deadline);
}

awaitable<void> HttpEngine::rename_container(std::string id, std::string name, Deadline deadline) {
  auto call = change("POST", container_path(id, "/rename"));
  call.query.add("name", name);
  return done(std::move(call), deadline);
}

awaitable<engine_api::WaitResult> HttpEngine::wait_container(std::string id, WaitCondition condition,
                                                             Deadline deadline) {
  auto call = change("POST", container_path(id, "/wait"));
  call.query.add("condition", name_of(condition));
  const auto label = call.label();
  const auto body = co_await caller_.text(std::move(call), deadline, ApiCaller::unlimited);
  co_return decode_reply(label, body, engine_api::decode_wait_result);
}

awaitable<void> HttpEngine::resize_container(std::string id, ConsoleSize size, Deadline deadline) {
  auto call = change("POST", container_path(id, "/resize"));
  call.query.add("h", std::int64_t{size.rows}).add("w", std::int64_t{size.columns});
  return done(std::move(call), deadline);
}

awaitable<engine_api::Processes> HttpEngine::top_container(std::string id, Deadline deadline) {
  Call call;
  call.path = container_path(id, "/top");
  const auto can = co_await capabilities();
  if (!can.own_ps) call.query.add("ps_args", "user,pid,ppid,pcpu,etime,tty,time,args");
  const auto label = call.label();
  const auto body = co_await caller_.text(std::move(call), deadline);
  co_return decode_reply(label, body, engine_api::decode_processes);
}

awaitable<HealthcheckRun> HttpEngine::run_healthcheck(std::string id, Deadline deadline) {
  Call call;
  call.libpod = true;
  call.path = container_path(id, "/healthcheck");
  const auto label = call.label();
  const auto body = co_await caller_.text(std::move(call), deadline, caller_.limits().change);
  auto health = decode_reply(label, body, [](std::string_view text) { return engine_api::decode_health(text); });
  co_return HealthcheckRun{health.status, std::move(health.log)};
}

}  // namespace berth::engine
