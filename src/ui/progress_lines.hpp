// Progress as a stream of lines, for logs and programs: no cursor movement, nothing is repeated.
#pragma once

#include <string>

#include "lifecycle/events.hpp"

namespace berth::ui {

/// " Container shop-db-1 Started", the lines of `--progress plain`; empty for events that are not told there.
std::string plain_line(const lifecycle::Event& event);

/// The same as one JSON object (`--progress json`): id, status (Working, Done, Error, Warning), text, details, and
/// current, total, percent while bytes are transferred. Empty for events that are not told there.
std::string json_line(const lifecycle::Event& event, bool dry_run);

}  // namespace berth::ui
