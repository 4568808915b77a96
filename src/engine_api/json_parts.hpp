// Parts of the codecs that several of them share; used only by the .cpp files of this folder.
#pragma once

#include <boost/json/object.hpp>

#include "engine_api/container_config.hpp"
#include "engine_api/json_reader.hpp"
#include "engine_api/resource.hpp"

namespace berth::engine_api {

ContainerConfig decode_container_config(const JsonReader& reader);
HostConfig decode_host_config(const JsonReader& reader);
HealthConfig decode_health_config(const JsonReader& reader);
EndpointSettings decode_endpoint(const JsonReader& reader);
std::map<std::string, EndpointSettings> decode_endpoints(const JsonReader& reader);
std::map<std::string, std::vector<PortBinding>> decode_port_bindings(const JsonReader& reader);

boost::json::object container_config_json(const ContainerConfig& config);
boost::json::object host_config_json(const HostConfig& host);
boost::json::object endpoint_json(const EndpointSettings& endpoint);

/// Objects under construction: what is empty, zero or false is left out, so that the engine's default holds.
class JsonWriter {
 public:
  JsonWriter& put(std::string_view key, const std::string& value);
  JsonWriter& put(std::string_view key, std::int64_t value);
  JsonWriter& put(std::string_view key, bool value);
  JsonWriter& put(std::string_view key, const Strings& value);
  JsonWriter& put(std::string_view key, const StringMap& value);
  JsonWriter& put(std::string_view key, const std::optional<std::int64_t>& value);
  JsonWriter& put(std::string_view key, const std::optional<bool>& value);
  JsonWriter& put(std::string_view key, const std::optional<Strings>& value);
  JsonWriter& put(std::string_view key, Nanoseconds value) { return put(key, value.count()); }
  /// An empty object or array is left out.
  JsonWriter& put(std::string_view key, boost::json::object value);
  JsonWriter& put(std::string_view key, boost::json::array value);
  /// As it is, empty or not.
  JsonWriter& always(std::string_view key, boost::json::value value);

  [[nodiscard]] boost::json::object take() { return std::move(object_); }
  [[nodiscard]] std::string text() const;

 private:
  boost::json::object object_;
};

boost::json::array strings_json(const Strings& strings);
boost::json::object map_json(const StringMap& map);

/// Parses, decodes and returns: the frame of every decode_… function that takes text.
template <typename Decode>
auto decode_document(std::string_view text, Decode decode) {
  const JsonDocument document(text);
  return decode(JsonReader(document.root()));
}

/// The same for a list at the top.
template <typename Decode>
auto decode_list(std::string_view text, Decode decode) {
  const JsonDocument document(text);
  std::vector<decltype(decode(JsonReader(document.root())))> result;
  JsonReader(document.root()).for_each([&](const JsonReader& element) { result.push_back(decode(element)); });
  return result;
}

}  // namespace berth::engine_api
