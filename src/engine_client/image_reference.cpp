#include "engine_client/image_reference.hpp"

namespace berth::engine {
namespace {

/// The colon of a tag, not the one of a registry's port.
std::size_t tag_colon(std::string_view reference) {
  const auto colon = reference.rfind(':');
  if (colon == std::string_view::npos) return colon;
  return reference.find('/', colon) == std::string_view::npos ? colon : std::string_view::npos;
}

}  // namespace

ImageReference split_reference(std::string_view reference) {
  const auto at = reference.find('@');
  const auto name = reference.substr(0, at);
  const auto colon = tag_colon(name);
  const auto repository = name.substr(0, colon);
  if (at != std::string_view::npos) return {std::string(repository), std::string(reference.substr(at + 1))};
  if (colon == std::string_view::npos) return {std::string(repository), "latest"};
  return {std::string(repository), std::string(name.substr(colon + 1))};
}

}  // namespace berth::engine
