// All structs of the Engine API that Berth uses. Include the single headers where one is enough.
#pragma once

#include "engine_api/build.hpp"             // IWYU pragma: export
#include "engine_api/common.hpp"            // IWYU pragma: export
#include "engine_api/container.hpp"         // IWYU pragma: export
#include "engine_api/container_config.hpp"  // IWYU pragma: export
#include "engine_api/event.hpp"             // IWYU pragma: export
#include "engine_api/exec.hpp"              // IWYU pragma: export
#include "engine_api/resource.hpp"          // IWYU pragma: export
#include "engine_api/stats.hpp"             // IWYU pragma: export
#include "engine_api/version.hpp"           // IWYU pragma: export
