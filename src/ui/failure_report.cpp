#include "ui/failure_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ui/colour.hpp"
#include "ui/log_line.hpp"
#include "ui/progress_words.hpp"

namespace berth::ui {
namespace {

using namespace lifecycle;

constexpr std::size_t most_health_lines = 5;

void append_lines(std::string& out, std::string_view title, const std::vector<std::string_view>& lines) {
  out += fmt::format("  {}:\n", title);
  for (const auto line : lines) out += fmt::format("    | {}\n", escape_but_colours(line));
}

std::vector<std::string_view> last_lines_of(std::string_view text, std::size_t most) {
  auto lines = split(trim(text), '\n');
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

void append_container(std::string& out, const ContainerFailure& failure) {
  if (failure.exit_code) {
    out += fmt::format("  exit code: {}{}\n", *failure.exit_code, failure.oom_killed ? " (out of memory)" : "");
  } else if (failure.oom_killed) {
    out += "  the kernel killed it: out of memory\n";
  }
  if (!failure.engine_error.empty()) out += fmt::format("  engine: {}\n", escape_terminal(failure.engine_error));
  if (!trim(failure.health_output).empty()) {
    append_lines(out, "last health check", last_lines_of(failure.health_output, most_health_lines));
  }
  if (!failure.last_lines.empty()) {
    append_lines(out, "last output", {failure.last_lines.begin(), failure.last_lines.end()});
  }
}

/// Each resource once, in the order of the plan; those that failed themselves are told already.
std::vector<std::string> undone(const std::vector<StepFailed>& failures, const std::vector<StepSkipped>& skipped) {
  std::vector<std::string> names;
  for (const auto& step : skipped) {
    const bool told = std::ranges::any_of(failures, [&](const StepFailed& f) { return f.resource == step.resource; });
    const auto name = escape_terminal(step.resource.name);
    if (!told && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace

std::string failure_report(const std::vector<StepFailed>& failures, const std::vector<StepSkipped>& skipped,
                           bool colour) {
  std::string out;
  for (const auto& failure : failures) {
    out += fmt::format("berth: {} {}: {}\n", paint("error:", Colour::red, colour), resource_id(failure.resource),
                       escape_terminal(failure.what));
    if (failure.container) append_container(out, *failure.container);
    if (!failure.hint.empty()) out += fmt::format("  hint: {}\n", escape_terminal(failure.hint));
  }
  if (const auto names = undone(failures, skipped); !names.empty()) {
    out += fmt::format("  not done because of it: {}\n", join_words(names));
  }
  return out;
}

}  // namespace berth::ui
