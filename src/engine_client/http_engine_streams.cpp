// Output, attached containers, archives and commands in containers.
#include "engine_client/http_engine.hpp"
#include "engine_client/http_streams.hpp"

namespace berth::engine {
namespace {

Framing framing_of(bool tty) {
  return tty ? Framing::raw : Framing::framed;
}

std::string exec_path(std::string_view id, std::string_view action) {
  return "/exec/" + percent_encode(id) + std::string(action);
}

}  // namespace

awaitable<std::unique_ptr<OutputStream>> HttpEngine::container_logs(std::string id, LogOptions options,
                                                                    Deadline deadline) {
  Call call;
  call.path = container_path(id, "/logs");
  call.query.flag("follow", options.follow)
      .flag("stdout", options.standard_output)
      .flag("stderr", options.standard_error)
      .flag("timestamps", options.timestamps)
      .add("since", options.since)
      .add("until", options.until);
  if (options.tail) call.query.add("tail", *options.tail);
  auto label = call.label();
  auto reply = co_await caller_.open(std::move(call), deadline);
  co_return std::make_unique<HttpOutputStream>(std::move(reply), framing_of(options.tty), std::move(label), address());
}

awaitable<std::unique_ptr<AttachedStream>> HttpEngine::hijack(Call call, bool tty, Deadline deadline) {
  call.method = "POST";
  call.upgrade = "tcp";
  auto label = call.label();
  auto reply = co_await caller_.open(std::move(call), deadline);
  co_return std::make_unique<HttpOutputStream>(std::move(reply), framing_of(tty), std::move(label), address());
}

awaitable<std::unique_ptr<AttachedStream>> HttpEngine::attach_container(std::string id, AttachOptions options,
                                                                        Deadline deadline) {
  Call call;
  call.path = container_path(id, "/attach");
  call.query.flag("stream", true)
      .flag("stdin", options.input)
      .flag("stdout", options.standard_output)
      .flag("stderr", options.standard_error)
      .flag("logs", options.replay_logs)
      .add("detachKeys", options.detach_keys);
  return hijack(std::move(call), options.tty, deadline);
}

awaitable<std::unique_ptr<StatsStream>> HttpEngine::container_stats(std::string id, bool follow, Deadline deadline) {
  Call call;
  call.path = container_path(id, "/stats");
  call.query.add("stream", follow ? "true" : "false");
  auto label = call.label();
  auto reply = co_await caller_.open(std::move(call), deadline);
  co_return std::make_unique<HttpStatsStream>(std::move(reply), std::move(label), address());
}

awaitable<void> HttpEngine::put_archive(std::string id, std::string folder, std::unique_ptr<ByteSource> tar,
                                        Deadline deadline) {
  Call call;
  call.method = "PUT";
  call.path = container_path(id, "/archive");
  call.query.add("path", folder);
  call.source = std::move(tar);
  return done(std::move(call), deadline);
}

awaitable<std::unique_ptr<OutputStream>> HttpEngine::get_archive(std::string id, std::string path, Deadline deadline) {
  Call call;
  call.path = container_path(id, "/archive");
  call.query.add("path", path);
  auto label = call.label();
  auto reply = co_await caller_.open(std::move(call), deadline);
  co_return std::make_unique<HttpOutputStream>(std::move(reply), Framing::raw, std::move(label), address());
}

awaitable<engine_api::PathStat> HttpEngine::stat_path(std::string id, std::string path, Deadline deadline) {
  Call call;
  call.path = container_path(id, "/archive");
  call.query.add("path", path);
  const auto label = "HEAD " + call.path;
  const auto head = co_await caller_.head(std::move(call), deadline);
  const auto json = base64_decode(head.header("X-Docker-Container-Path-Stat"));
  co_return decode_reply(label, json, engine_api::decode_path_stat);
}

awaitable<std::string> HttpEngine::create_exec(std::string container, engine_api::ExecCreate request,
                                               Deadline deadline) {
  Call call;
  call.method = "POST";
  call.path = container_path(container, "/exec");
  call.body = engine_api::encode(request);
  return caller_.decoded(std::move(call), deadline, engine_api::decode_id);
}

awaitable<std::unique_ptr<AttachedStream>> HttpEngine::start_exec(std::string exec, bool tty, ConsoleSize size,
                                                                  Deadline deadline) {
  Call call;
  call.path = exec_path(exec, "/start");
  call.body = engine_api::encode_exec_start(false, tty, size.rows, size.columns);
  return hijack(std::move(call), tty, deadline);
}

awaitable<void> HttpEngine::start_exec_detached(std::string exec, bool tty, Deadline deadline) {
  Call call;
  call.method = "POST";
  call.path = exec_path(exec, "/start");
  call.body = engine_api::encode_exec_start(true, tty);
  return done(std::move(call), deadline);
}

awaitable<engine_api::ExecInspect> HttpEngine::inspect_exec(std::string exec, Deadline deadline) {
  Call call;
  call.path = exec_path(exec, "/json");
  return caller_.decoded(std::move(call), deadline, engine_api::decode_exec_inspect);
}

awaitable<void> HttpEngine::resize_exec(std::string exec, ConsoleSize size, Deadline deadline) {
  Call call;
  call.method = "POST";
  call.path = exec_path(exec, "/resize");
  call.query.add("h", std::int64_t{size.rows}).add("w", std::int64_t{size.columns});
  return done(std::move(call), deadline);
}

}  // namespace berth::engine
