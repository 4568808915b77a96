// Names of images: [DOMAIN/]PATH[:TAG][@DIGEST] (distribution reference grammar).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::compose {

struct ImageReference {
  std::string domain;  ///< docker.io when the text names none
  std::string path;    ///< library/ in front of a single name of docker.io
  std::string tag;     ///< may be empty
  std::string digest;  ///< sha256:…, may be empty

  /// docker.io/library/postgres:14.12
  [[nodiscard]] std::string canonical() const;
  /// postgres:14.12; as much of the canonical name as is needed to be read as the same image.
  [[nodiscard]] std::string familiar() const;
  /// Adds the tag `latest` when there is neither tag nor digest.
  [[nodiscard]] ImageReference with_default_tag() const;

  bool operator==(const ImageReference&) const = default;
};

Result<ImageReference> parse_image_reference(std::string_view text);

}  // namespace berth::compose
