// The parts that the codec of HostConfig is put together from.
#pragma once

#include "engine_api/json_parts.hpp"

namespace berth::engine_api {

Mount decode_mount(const JsonReader& reader);
boost::json::object mount_json(const Mount& mount);

/// The limits stand among the other members of HostConfig.
Resources decode_resources(const JsonReader& host);
void put_resources(JsonWriter& writer, const Resources& resources);

/// Every element of a list by `decode`.
template <typename Decode>
auto elements(const JsonReader& list, Decode decode) {
  std::vector<decltype(decode(list))> result;
  list.for_each([&](const JsonReader& element) { result.push_back(decode(element)); });
  return result;
}

template <typename List, typename Encode>
boost::json::array array_json(const List& list, Encode encode) {
  boost::json::array result;
  for (const auto& element : list) result.emplace_back(encode(element));
  return result;
}

}  // namespace berth::engine_api
