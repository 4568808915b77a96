// Networks, volumes, the engine itself and its events.
#include <chrono>

#include "engine_client/http_engine.hpp"
#include "engine_client/http_events.hpp"

namespace berth::engine {
namespace {

std::string network_path(std::string_view id, std::string_view action = {}) {
  return "/networks/" + percent_encode(id) + std::string(action);
}

Call listing(std::string path, const engine_api::Filters& filters) {
  Call call;
  call.path = std::move(path);
  if (!filters.empty()) call.query.add("filters", engine_api::encode(filters));
  return call;
}

Call posting(std::string path, std::string body) {
  Call call;
  call.method = "POST";
  call.path = std::move(path);
  call.body = std::move(body);
  return call;
}

}  // namespace

awaitable<engine_api::Capabilities> HttpEngine::capabilities() {
  if (!caller_.identity().api.known()) {
    Call call;
    call.path = "/_ping";
    co_await caller_.text(std::move(call), {});
  }
  co_return engine_api::capabilities(caller_.identity());
}

awaitable<engine_api::EngineVersion> HttpEngine::version(Deadline deadline) {
  return caller_.decoded(listing("/version", {}), deadline, engine_api::decode_version);
}

awaitable<engine_api::EngineInfo> HttpEngine::info(Deadline deadline) {
  return caller_.decoded(listing("/info", {}), deadline, engine_api::decode_info);
}

awaitable<std::unique_ptr<EventStream>> HttpEngine::events(engine_api::Filters filters,
                                                           std::optional<engine_api::TimePoint> since,
                                                           std::optional<engine_api::TimePoint> until) {
  const auto start = since.value_or(std::chrono::system_clock::now());
  auto stream = std::make_unique<HttpEventStream>(caller_, std::move(filters), start, until, patience_);
  if (until) {
    constexpr std::chrono::seconds soon{2};  // Podman counts whole seconds
    const auto can = co_await capabilities();
    const auto now = std::chrono::system_clock::now();
    if (!can.past_events && *until < now + soon) stream->ask_until(now + soon);
  }
  co_await stream->subscribe();
  co_return stream;
}

awaitable<std::vector<engine_api::NetworkSummary>> HttpEngine::list_networks(engine_api::Filters filters,
                                                                             Deadline deadline) {
  return caller_.decoded(listing("/networks", filters), deadline, engine_api::decode_network_list);
}

awaitable<engine_api::NetworkSummary> HttpEngine::inspect_network(std::string id, Deadline deadline) {
  return caller_.decoded(listing(network_path(id), {}), deadline, engine_api::decode_network);
}

awaitable<std::string> HttpEngine::create_network(engine_api::NetworkCreate request, Deadline deadline) {
  // Podman looks at every interface of the host while it makes a network, and gives up when one goes away meanwhile:
  // nothing was made then, and asking again is right.
  constexpr int attempts = 3;
  const auto body = engine_api::encode(request);
  for (int attempt = 1;; ++attempt) {
    try {
      auto id = co_await caller_.decoded(posting("/networks/create", body), deadline, engine_api::decode_id);
      co_return id;
    } catch (const EngineError& error) {
      const bool passing = error.message().find("no such network interface") != std::string::npos;
      if (!passing || attempt == attempts) throw;
    }
  }
}

awaitable<void> HttpEngine::remove_network(std::string id, Deadline deadline) {
  Call call;
  call.method = "DELETE";
  call.path = network_path(id);
  return done(std::move(call), deadline);
}

awaitable<void> HttpEngine::connect_network(std::string id, std::string container,
                                            engine_api::EndpointSettings endpoint, Deadline deadline) {
  auto body = engine_api::encode_network_connect(container, endpoint);
  return done(posting(network_path(id, "/connect"), std::move(body)), deadline);
}

awaitable<void> HttpEngine::disconnect_network(std::string id, std::string container, bool force, Deadline deadline) {
  auto body = engine_api::encode_network_disconnect(container, force);
  return done(posting(network_path(id, "/disconnect"), std::move(body)), deadline);
}

awaitable<std::vector<engine_api::VolumeSummary>> HttpEngine::list_volumes(engine_api::Filters filters,
                                                                           Deadline deadline) {
  return caller_.decoded(listing("/volumes", filters), deadline, engine_api::decode_volume_list);
}

awaitable<engine_api::VolumeSummary> HttpEngine::inspect_volume(std::string name, Deadline deadline) {
  return caller_.decoded(listing("/volumes/" + percent_encode(name), {}), deadline, engine_api::decode_volume);
}

awaitable<engine_api::VolumeSummary> HttpEngine::create_volume(engine_api::VolumeCreate request, Deadline deadline) {
  return caller_.decoded(posting("/volumes/create", engine_api::encode(request)), deadline, engine_api::decode_volume);
}

awaitable<void> HttpEngine::remove_volume(std::string name, bool force, Deadline deadline) {
  Call call;
  call.method = "DELETE";
  call.path = "/volumes/" + percent_encode(name);
  call.query.flag("force", force);
  return done(std::move(call), deadline);
}

}  // namespace berth::engine
