#include "compose/places.hpp"

#include "base/text.hpp"
#include "compose/decode.hpp"

namespace berth::compose {

Places decode_places(const yaml::Node& node, std::span<const std::string_view> paths) {
  Places places;
  for (const auto path : paths) {
    const auto* at = &node;
    const yaml::Entry* entry = nullptr;
    for (const auto key : split(path, '.')) {
      entry = at->is_mapping() ? at->mapping().find_entry(key) : nullptr;
      if (entry == nullptr) break;
      at = &entry->value;
    }
    if (entry != nullptr) places.emplace(path, entry->key_span.begin.known() ? entry->key_span : at->span());
  }
  return places;
}

Span place_of(const Places& places, std::string_view path, Span otherwise) {
  const auto found = places.find(path);
  return found != places.end() && found->second.begin.known() ? found->second : otherwise;
}

}  // namespace berth::compose
