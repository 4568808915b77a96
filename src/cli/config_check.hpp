// `config --check`: everything that can be said against a project without an engine.
#pragma once

#include "cli/context.hpp"
#include "compose/load.hpp"

namespace berth::cli {

/// Tells it on standard error, and as text a last line that counts. 1 after errors (`strict`: after warnings, too).
int check_config(Context& context, compose::LoadOptions options, bool strict);

}  // namespace berth::cli
