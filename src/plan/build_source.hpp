// The small languages within `build`: caches, additional contexts, attestations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine_api/build.hpp"

namespace berth::plan {

/// "type=registry,ref=x,mode=max", or an image's name alone. A value with a comma stands in quotes, as in CSV.
engine_api::CacheEntry parse_cache_entry(std::string_view text);

/// The service whose image a context is: "service:NAME"; nullopt for anything else.
std::optional<std::string> context_service(std::string_view context);

/// The name by which BuildKit looks a context up: "docker.io/library/alpine:latest" → "alpine".
std::string context_key(const std::string& name);

/// provenance and sbom: "true", "mode=max" … but not "false".
bool asks_for_attestation(std::string_view value);
/// Its parameters, as BuildKit wants them: "true" has none.
std::string attestation_parameters(const std::string& value);

}  // namespace berth::plan
