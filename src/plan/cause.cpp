#include "plan/cause.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::plan {

namespace {

// In the order of Reason.
constexpr std::array<std::string_view, 30> reason_names = {"absent",
                                                           "field_changed",
                                                           "content_changed",
                                                           "hash_changed",
                                                           "image_changed",
                                                           "image_renewed",
                                                           "forced",
                                                           "not_running",
                                                           "not_on_network",
                                                           "not_on_volume",
                                                           "network_changed",
                                                           "volume_changed",
                                                           "parent_recreated",
                                                           "dependency_restarted",
                                                           "orphan",
                                                           "disabled",
                                                           "one_off_done",
                                                           "scale_up",
                                                           "scale_down",
                                                           "needed_by",
                                                           "wait_asked",
                                                           "requested",
                                                           "policy",
                                                           "provider",
                                                           "model",
                                                           "variables_pending",
                                                           "hook",
                                                           "in_use",
                                                           "replaced",
                                                           "duplicate"};

std::string value(const std::string& text) {
  return text.empty() ? "(nothing)" : text;
}

std::string field_change(const Cause& cause) {
  if (cause.hidden) return cause.field + " changed (not shown)";
  return fmt::format("{}: {} → {}", cause.field, value(cause.from), value(cause.to));
}

std::string plain(const Cause& cause) {
  switch (cause.reason) {
    case Reason::absent: return "not there";
    case Reason::field_changed: return field_change(cause);
    case Reason::content_changed: return fmt::format("the content of {} changed", cause.field);
    case Reason::hash_changed: return "its configuration changed";
    case Reason::image_changed: return fmt::format("image changed: {} → {}", short_id(cause.from), short_id(cause.to));
    case Reason::image_renewed: return fmt::format("recreated if image {} turns out to be a new one", cause.field);
    case Reason::forced: return cause.field;
    case Reason::not_running: return fmt::format("not running: {}", cause.from);
    case Reason::not_on_network: return fmt::format("not on network {}", cause.field);
    case Reason::not_on_volume: return fmt::format("without volume {}", cause.field);
    case Reason::network_changed: return fmt::format("network {} is made anew", cause.field);
    case Reason::volume_changed: return fmt::format("volume {} is made anew", cause.field);
    case Reason::parent_recreated: return fmt::format("shares with {}, whose container is a new one", cause.field);
    case Reason::dependency_restarted: return fmt::format("goes with {} (depends_on: restart)", cause.field);
    case Reason::orphan: return fmt::format("service {} is not in the file", cause.field);
    case Reason::disabled: return fmt::format("the profiles of service {} are not active", cause.field);
    case Reason::one_off_done: return "left by an earlier run";
    case Reason::scale_up: return fmt::format("scaled up: {} → {}", cause.from, cause.to);
    case Reason::scale_down: return fmt::format("scaled down: {} → {}", cause.from, cause.to);
    case Reason::needed_by: return fmt::format("{} waits for it ({})", cause.field, cause.to);
    case Reason::wait_asked: return "--wait";
    case Reason::requested: return cause.field.empty() ? "asked for" : cause.field;
    case Reason::policy: return fmt::format("pull_policy: {}", cause.field);
    case Reason::provider: return fmt::format("provider {}", cause.field);
    case Reason::model: return fmt::format("{} is used", cause.field);
    case Reason::variables_pending: return fmt::format("recreated if {} sets other variables", cause.field);
    case Reason::hook: return fmt::format("hook {}", cause.field);
    case Reason::in_use: return fmt::format("still used by {}", cause.field);
    case Reason::replaced: return "takes the place of the old one";
    case Reason::duplicate: return "there are several of this name, and nothing uses this one";
  }
  return "";
}

}  // namespace

std::string describe(const Cause& cause) {
  return escape_terminal(plain(cause));
}

std::string_view to_string(Reason reason) {
  return reason_names[static_cast<std::size_t>(reason)];
}

std::string short_id(std::string_view id) {
  constexpr std::size_t shown = 12;
  const auto colon = id.find(':');
  const auto digits = colon == std::string_view::npos ? id : id.substr(colon + 1);
  return digits.empty() ? "(unknown)" : std::string(digits.substr(0, shown));
}

}  // namespace berth::plan
