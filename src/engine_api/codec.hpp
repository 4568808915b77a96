// JSON of the Engine API to structs and back. Replies are foreign bytes: whatever is in them gives a value or a
// DecodeError that names the field.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine_api/types.hpp"

namespace berth::engine_api {

/// what(): "[3].State: expected a string, found an object" or "not JSON: …".
class DecodeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Replies. null and absent count as empty, except for the ids and names without which a reply is useless.
std::vector<ContainerSummary> decode_container_list(std::string_view json);
ContainerInspect decode_container_inspect(std::string_view json);
ContainerCreated decode_container_created(std::string_view json);
WaitResult decode_wait_result(std::string_view json);
Processes decode_processes(std::string_view json);
ContainerStats decode_stats(std::string_view json);
PathStat decode_path_stat(std::string_view json);
Health decode_health(std::string_view json);
std::vector<NetworkSummary> decode_network_list(std::string_view json);
NetworkSummary decode_network(std::string_view json);
std::vector<VolumeSummary> decode_volume_list(std::string_view json);
VolumeSummary decode_volume(std::string_view json);
std::vector<ImageSummary> decode_image_list(std::string_view json);
ImageInspect decode_image_inspect(std::string_view json);
/// What a registry has for a name: the digest of its manifest (GET /distribution/{name}/json).
std::string decode_registry_digest(std::string_view json);
std::vector<ImageDeleted> decode_image_deleted(std::string_view json);
EngineVersion decode_version(std::string_view json);
EngineInfo decode_info(std::string_view json);
ExecInspect decode_exec_inspect(std::string_view json);
Event decode_event(std::string_view json);
Progress decode_progress(std::string_view json);
/// The `Id` of a create call.
std::string decode_id(std::string_view json);
/// The engine's words in an error reply: `message`, with Podman's `cause` when it says more; the first line of
/// something that is not JSON; "" for nothing. Never throws DecodeError.
std::string decode_error_message(std::string_view body);

// Requests.
std::string encode(const ContainerCreate& request);
std::string encode(const NetworkCreate& request);
std::string encode(const VolumeCreate& request);
std::string encode(const ExecCreate& request);
std::string encode(const Filters& filters);
std::string encode(const RegistryAuth& auth);
std::string encode_network_connect(const std::string& container, const EndpointSettings& endpoint);
std::string encode_network_disconnect(const std::string& container, bool force);
/// `rows` and `columns` of its terminal: 0 leaves them to the engine (those before API 1.42 do not read them).
std::string encode_exec_start(bool detach, bool tty, std::int64_t rows = 0, std::int64_t columns = 0);
/// The body of `X-Registry-Config`.
std::string encode_registries(const std::map<std::string, RegistryAuth>& registries);
/// {"key": "value", …}; a missing value is null.
std::string encode_map(const std::map<std::string, std::optional<std::string>>& map);
std::string encode_map(const StringMap& map);
std::string encode_list(const Strings& list);
std::string encode_ulimits(const std::vector<Ulimit>& ulimits);

}  // namespace berth::engine_api
