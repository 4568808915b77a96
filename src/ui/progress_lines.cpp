#include "ui/progress_lines.hpp"

#include <variant>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ui/progress_words.hpp"

namespace berth::ui {
namespace {

using namespace lifecycle;

/// What both forms tell of an event.
struct Told {
  std::string id;
  std::string_view status;
  std::string text;
  std::string details;
  std::int64_t current = 0;
  std::int64_t total = 0;
};

std::string health_details(const ContainerFailure& failure) {
  return failure.exit_code ? fmt::format(" (exit code {})", *failure.exit_code) : std::string();
}

struct Tell {
  Told operator()(const RunStarted&) const { return {}; }
  Told operator()(const RunFinished&) const { return {}; }
  Told operator()(const HealthProbe&) const { return {}; }
  Told operator()(const StepStarted& e) const {
    return {resource_id(e.resource), "Working", std::string(doing(e.action)), {}};
  }
  Told operator()(const StepProgress& e) const {
    const auto id = e.layer.empty() ? resource_id(e.resource) : escape_terminal(e.layer);
    return {id, "Working", escape_terminal(e.message), {}, e.current, e.total};
  }
  Told operator()(const StepFinished& e) const {
    return {resource_id(e.resource), "Done", std::string(done(e.action)), escape_terminal(e.detail)};
  }
  Told operator()(const StepFailed& e) const {
    const auto details = e.container ? health_details(*e.container) : std::string();
    return {resource_id(e.resource), "Error", "Error", escape_terminal(e.what) + details};
  }
  Told operator()(const StepSkipped& e) const { return {resource_id(e.resource), "Warning", skip_reason(e), {}}; }
  Told operator()(const Warning& e) const {
    return {resource_id(e.resource), "Warning", "Warning", escape_terminal(e.message)};
  }
  Told operator()(const ContainerExited& e) const {
    return {resource_id(e.resource), e.exit_code == 0 ? "Done" : "Error", fmt::format("Exited ({})", e.exit_code), {}};
  }
};

/// A moving byte count would fill a log: only what carries words is told there.
bool moves_only(const Event& event) {
  const auto* progress = std::get_if<StepProgress>(&event);
  return progress != nullptr && (progress->total > 0 || !progress->layer.empty() || progress->message.empty());
}

}  // namespace

std::string plain_line(const Event& event) {
  if (moves_only(event)) return {};
  const Told told = std::visit(Tell{}, event);
  if (told.id.empty()) return {};
  return fmt::format(" {} {}{}{}\n", told.id, told.text, told.details.empty() ? "" : " ", told.details);
}

std::string json_line(const Event& event, bool dry_run) {
  const Told told = std::visit(Tell{}, event);
  if (told.id.empty()) return {};
  std::string out = fmt::format(R"({{{}"id":"{}","status":"{}","text":"{}")", dry_run ? R"("dry-run":true,)" : "",
                                escape_json(told.id), told.status, escape_json(told.text));
  if (!told.details.empty()) out += fmt::format(R"(,"details":"{}")", escape_json(told.details));
  if (told.total > 0) {
    out += fmt::format(R"(,"current":{},"total":{},"percent":{})", told.current, told.total,
                       told.current * 100 / told.total);
  }
  return out + "}\n";
}

}  // namespace berth::ui
