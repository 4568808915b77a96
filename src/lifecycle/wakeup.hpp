// A coroutine's alarm clock (engine_client/wakeup.hpp), by the name of this layer.
#pragma once

#include "engine_client/wakeup.hpp"
#include "lifecycle/events.hpp"

namespace berth::lifecycle {

using engine::Wakeup;

}  // namespace berth::lifecycle
