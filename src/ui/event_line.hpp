// Events of containers as `events` tells them.
#pragma once

#include <string>

#include "engine_api/event.hpp"

namespace berth::ui {

/// "2026-11-26 01:10:20.043771 container die ID (exitCode=137, image=app:1, name=shop-web-1)" and a line break, in UTC.
std::string event_line(const engine_api::Event& event);

/// {"action","attributes","id","service","time","type"} and a line break. Both leave Docker Compose's own labels out.
std::string event_json(const engine_api::Event& event);

}  // namespace berth::ui
