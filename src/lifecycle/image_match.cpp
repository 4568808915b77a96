#include "lifecycle/image_match.hpp"

#include <algorithm>
#include <optional>

#include "compose/image_reference.hpp"

namespace berth::lifecycle {
namespace {

using compose::ImageReference;

constexpr auto docker_hub = "docker.io";
constexpr auto hub_library = "library/";
constexpr auto podman_local = "localhost";

std::optional<ImageReference> parse(const std::string& text) {
  const auto parsed = compose::parse_image_reference(text);
  if (!parsed) return std::nullopt;
  return parsed->with_default_tag();
}

/// Without what Docker Hub and Podman put in front of a bare name.
ImageReference bare(ImageReference reference) {
  if (reference.domain == docker_hub || reference.domain == podman_local) reference.domain.clear();
  if (reference.domain.empty() && reference.path.starts_with(hub_library)) {
    reference.path.erase(0, std::string_view(hub_library).size());
  }
  return reference;
}

bool names(const std::string& candidate, const ImageReference& wanted) {
  const auto parsed = parse(candidate);
  if (!parsed) return false;
  const auto a = bare(*parsed);
  const auto b = bare(wanted);
  if (a.domain != b.domain || a.path != b.path) return false;
  return wanted.digest.empty() ? a.tag == b.tag : a.digest == b.digest;
}

}  // namespace

const engine_api::ImageSummary* find_image(const std::vector<engine_api::ImageSummary>& images,
                                           const std::string& reference) {
  const auto wanted = parse(reference);
  if (!wanted) return nullptr;
  const auto found = std::ranges::find_if(images, [&](const auto& image) {
    const auto& carried = wanted->digest.empty() ? image.repo_tags : image.repo_digests;
    return std::ranges::any_of(carried, [&](const auto& name) { return names(name, *wanted); });
  });
  return found == images.end() ? nullptr : &*found;
}

}  // namespace berth::lifecycle
