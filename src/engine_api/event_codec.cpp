// Events, with the words of both engines brought together.
#include <charconv>

#include "engine_api/codec.hpp"
#include "engine_api/json_parts.hpp"

namespace berth::engine_api {
namespace {

EventType parse_type(std::string_view text) {
  if (text == "container") return EventType::container;
  if (text == "network") return EventType::network;
  if (text == "volume") return EventType::volume;
  if (text == "image") return EventType::image;
  return EventType::other;
}

/// Docker writes "health_status: healthy", Podman "health_status" and the result beside it. Docker's "exec_create" and
/// "exec_start" carry the whole command line behind a colon, which is nobody's business here.
void read_action(const JsonReader& reader, Event& event) {
  event.action = reader.at("Action").string();
  if (event.action.empty()) event.action = reader.at("status").string();
  constexpr std::string_view health = "health_status";
  constexpr std::string_view separator = ": ";
  if (event.action.starts_with(health)) {
    const auto rest = std::string_view(event.action).substr(health.size());
    event.health = rest.starts_with(separator) ? parse_health_status(rest.substr(separator.size()))
                                               : parse_health_status(reader.at("HealthStatus").string());
    event.action = health;
  } else if (event.action.starts_with("exec_")) {
    const auto colon = event.action.find(": ");
    if (colon != std::string::npos) event.detail = event.action.substr(colon + 2);
    event.action = event.action == "exec_died" ? "exec_die" : event.action.substr(0, colon);
  } else if (event.action == "remove" && event.type != EventType::image) {
    event.action = "destroy";
  }
}

TimePoint read_time(const JsonReader& reader) {
  const auto precise = reader.at("timeNano").integer();
  if (precise != 0) return TimePoint{Nanoseconds{precise}};
  constexpr std::int64_t end = 9'000'000'000;  // seconds that 64 bits of nanoseconds hold
  const auto seconds = reader.at("time").integer();
  if (seconds < 0 || seconds > end) return {};
  return TimePoint{std::chrono::seconds{seconds}};
}

std::optional<std::int64_t> read_exit_code(const Event& event) {
  if (event.action != "die" && event.action != "exec_die") return std::nullopt;
  auto text = event.attribute("exitCode");
  if (text.empty()) text = event.attribute("containerExitCode");
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return code;
}

Event decode(const JsonReader& reader) {
  Event event;
  event.type = parse_type(reader.at("Type").string());
  read_action(reader, event);
  const auto actor = reader.at("Actor");
  event.actor = actor.at("ID").string();
  event.attributes = actor.at("Attributes").string_map();
  event.time = read_time(reader);
  event.exit_code = read_exit_code(event);
  return event;
}

}  // namespace

Event decode_event(std::string_view text) {
  return decode_document(text, decode);
}

}  // namespace berth::engine_api
