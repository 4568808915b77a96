// Base64 (RFC 4648 section 4), for `!!binary` values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace berth::yaml {

/// Blanks and line breaks are skipped; padding is required. nullopt: not base64.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

}  // namespace berth::yaml
