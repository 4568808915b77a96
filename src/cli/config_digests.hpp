// `config --resolve-image-digests` and `--lock-image-digests`: images by what their registry has for their tag.
#pragma once

#include "cli/context.hpp"
#include "compose/load.hpp"

namespace berth::cli {

/// Puts "@sha256:…" behind the image of every service in the tree that `config` prints; what has a digest already keeps
/// it and loses its tag, as with Docker Compose. The engine asks the registries, with this user's credentials. All
/// images that fail are told, then Reported is thrown; berth::Error when the engine cannot ask.
void resolve_image_digests(Context& context, compose::LoadResult& loaded);

}  // namespace berth::cli
