#include "ui/event_line.hpp"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "engine_api/time.hpp"
#include "plan/labels.hpp"
#include "text_template/value.hpp"

namespace berth::ui {
namespace {

using engine_api::Event;

bool is_shown(const std::string& attribute) {
  return !attribute.starts_with("com.docker.compose.");
}

/// Docker writes the result of a health check and the command of an exec behind the action.
std::string action_of(const Event& event) {
  if (!event.detail.empty()) return fmt::format("{}: {}", event.action, event.detail);
  if (event.health == engine_api::HealthStatus::none || event.action != "health_status") return event.action;
  return fmt::format("{}: {}", event.action, to_string(event.health));
}

}  // namespace

std::string event_line(const Event& event) {
  std::string attributes;
  for (const auto& [name, value] : event.attributes) {
    if (is_shown(name)) attributes += fmt::format("{}{}={}", attributes.empty() ? "" : ", ", name, value);
  }
  const auto since_1970 = event.time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_1970);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(since_1970 - seconds);
  const auto time = fmt::gmtime(static_cast<std::time_t>(seconds.count()));
  return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:06} container {} {} ({})\n", time, micros.count(),
                     escape_terminal(action_of(event)), event.actor, escape_terminal(attributes));
}

std::string event_json(const Event& event) {
  text_template::Fields attributes;
  for (const auto& [name, value] : event.attributes) {
    if (is_shown(name)) attributes.emplace_back(name, value);
  }
  const text_template::Fields object = {{"action", action_of(event)},
                                        {"attributes", std::move(attributes)},
                                        {"id", event.actor},
                                        {"service", event.attribute(plan::label::service)},
                                        {"time", engine_api::format_rfc3339(event.time)},
                                        {"type", "container"}};
  return text_template::to_json(object) + "\n";
}

}  // namespace berth::ui
