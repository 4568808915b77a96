// Coroutines that run at the same time and end together (engine_client/task_group.hpp), by the names of this layer.
#pragma once

#include "engine_client/task_group.hpp"

namespace berth::lifecycle {

using engine::is_cancellation;
using engine::TaskGroup;
using engine::with_tasks;

}  // namespace berth::lifecycle
