// Names of images, taken apart.
#pragma once

#include <string>
#include <string_view>

namespace berth::engine {

/// "ghcr.io/team/app:1.2" → {"ghcr.io/team/app", "1.2"}; "app" → {"app", "latest"};
/// "app@sha256:ab…" → {"app", "sha256:ab…"}, also when a tag stands before the digest.
struct ImageReference {
  std::string repository;
  std::string tag;  ///< or digest
};

ImageReference split_reference(std::string_view reference);

}  // namespace berth::engine
