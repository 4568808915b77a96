#include "compose/places.hpp"

#include "compose/decode.hpp"

namespace berth::compose {

namespace {

/// nullptr: it is not there. Asked for many paths of every service, so without taking the path apart in memory.
const yaml::Entry* find_below(const yaml::Node& node, std::string_view path) {
  const auto* at = &node;
  for (;;) {
    const auto dot = path.find('.');
    const auto* entry = at->is_mapping() ? at->mapping().find_entry(path.substr(0, dot)) : nullptr;
    if (entry == nullptr || dot == std::string_view::npos) return entry;
    at = &entry->value;
    path.remove_prefix(dot + 1);
  }
}

}  // namespace

Places decode_places(const yaml::Node& node, std::span<const std::string_view> paths) {
  Places places;
  for (const auto path : paths) {
    const auto* entry = find_below(node, path);
    if (entry == nullptr) continue;
    places.emplace(path, entry->key_span.begin.known() ? entry->key_span : entry->value.span());
  }
  return places;
}

Span place_of(const Places& places, std::string_view path, Span otherwise) {
  const auto found = places.find(path);
  return found != places.end() && found->second.begin.known() ? found->second : otherwise;
}

}  // namespace berth::compose
