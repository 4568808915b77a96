#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/json_parts.hpp"

namespace berth::engine_api {

namespace json = boost::json;

JsonWriter& JsonWriter::put(std::string_view key, const std::string& value) {
  return value.empty() ? *this : always(key, json::value(value));
}

JsonWriter& JsonWriter::put(std::string_view key, std::int64_t value) {
  return value == 0 ? *this : always(key, value);
}

JsonWriter& JsonWriter::put(std::string_view key, bool value) {
  return value ? always(key, true) : *this;
}

JsonWriter& JsonWriter::put(std::string_view key, const Strings& value) {
  return put(key, strings_json(value));
}

JsonWriter& JsonWriter::put(std::string_view key, const StringMap& value) {
  return put(key, map_json(value));
}

JsonWriter& JsonWriter::put(std::string_view key, const std::optional<std::int64_t>& value) {
  return value ? always(key, *value) : *this;
}

JsonWriter& JsonWriter::put(std::string_view key, const std::optional<bool>& value) {
  return value ? always(key, *value) : *this;
}

JsonWriter& JsonWriter::put(std::string_view key, const std::optional<Strings>& value) {
  return value ? always(key, strings_json(*value)) : *this;
}

JsonWriter& JsonWriter::put(std::string_view key, json::object value) {
  return value.empty() ? *this : always(key, std::move(value));
}

JsonWriter& JsonWriter::put(std::string_view key, json::array value) {
  return value.empty() ? *this : always(key, std::move(value));
}

JsonWriter& JsonWriter::always(std::string_view key, json::value value) {
  object_.insert_or_assign(key, std::move(value));
  return *this;
}

std::string JsonWriter::text() const {
  return json::serialize(object_);
}

json::array strings_json(const Strings& strings) {
  json::array result;
  result.reserve(strings.size());
  for (const auto& text : strings) result.emplace_back(text);
  return result;
}

json::object map_json(const StringMap& map) {
  json::object result;
  for (const auto& [key, value] : map) result.emplace(key, value);
  return result;
}

std::string encode_map(const std::map<std::string, std::optional<std::string>>& map) {
  json::object result;
  for (const auto& [key, value] : map) result.emplace(key, value ? json::value(*value) : json::value(nullptr));
  return json::serialize(result);
}

std::string encode_map(const StringMap& map) {
  return json::serialize(map_json(map));
}

std::string encode_list(const Strings& list) {
  return json::serialize(strings_json(list));
}

std::string encode(const Filters& filters) {
  json::object result;
  for (const auto& [name, values] : filters) result.emplace(name, strings_json(values));
  return json::serialize(result);
}

}  // namespace berth::engine_api
