#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/quantity.hpp"
#include "base/text.hpp"
#include "plan/print.hpp"

namespace berth::plan {

namespace {

/// What a summary counts, in its order.
constexpr std::array<std::pair<ChangeKind, std::string_view>, 17> counted = {{
    {ChangeKind::pull, "to pull"},
    {ChangeKind::build, "to build"},
    {ChangeKind::push, "to push"},
    {ChangeKind::create, "to create"},
    {ChangeKind::recreate, "to recreate"},
    {ChangeKind::reconnect, "to reconnect"},
    {ChangeKind::start, "to start"},
    {ChangeKind::restart, "to restart"},
    {ChangeKind::stop, "to stop"},
    {ChangeKind::kill, "to kill"},
    {ChangeKind::pause, "to pause"},
    {ChangeKind::unpause, "to unpause"},
    {ChangeKind::remove, "to remove"},
    {ChangeKind::run, "to run"},
    {ChangeKind::wait, "to wait for"},
    {ChangeKind::up_to_date, "up to date"},
    {ChangeKind::kept, "left behind"},
}};

std::string_view condition_words(Condition condition) {
  switch (condition) {
    case Condition::healthy: return "healthy";
    case Condition::completed: return "done";
    case Condition::running_or_healthy: return "ready";
  }
  return "ready";
}

/// What a step does, next to a heading that names the resource.
struct StepWords {
  const Step& step;

  std::string operator()(const PullImage&) const { return "pull"; }
  std::string operator()(const BuildImage& build) const {
    return build.unless_pulled ? "build, if the pull fails" : "build";
  }
  std::string operator()(const PushImage&) const { return "push"; }
  std::string operator()(const RemoveImage&) const { return "remove"; }
  std::string operator()(const CreateNetwork&) const { return "create"; }
  std::string operator()(const RemoveNetwork&) const { return "remove"; }
  std::string operator()(const CreateVolume&) const { return "create"; }
  std::string operator()(const RemoveVolume&) const { return "remove"; }
  std::string operator()(const CreateContainer& create) const {
    return create.request.name == step.resource.name ? "create" : "create as " + create.request.name;
  }
  std::string operator()(const StartContainer&) const { return "start"; }
  std::string operator()(const StopContainer& stop) const {
    return stop.timeout ? fmt::format("stop (kill after {})", human_duration(*stop.timeout)) : "stop";
  }
  std::string operator()(const RestartContainer&) const { return "restart"; }
  std::string operator()(const KillContainer& kill) const { return fmt::format("send {}", kill.signal); }
  std::string operator()(const PauseContainer&) const { return "pause"; }
  std::string operator()(const UnpauseContainer&) const { return "unpause"; }
  std::string operator()(const RemoveContainer& remove) const {
    return remove.anonymous_volumes ? "remove with its anonymous volumes" : "remove";
  }
  std::string operator()(const RenameContainer& rename) const { return "rename to " + rename.new_name; }
  std::string operator()(const ConnectNetwork& connect) const { return "join network " + connect.network; }
  std::string operator()(const DisconnectNetwork& leave) const { return "leave network " + short_id(leave.network); }
  std::string operator()(const CopyFiles& copy) const {
    std::vector<std::string> paths;
    for (const auto& file : copy.files) paths.push_back(file.path);
    return fmt::format("copy {} into it", join_words(paths));
  }
  std::string operator()(const RunToEnd&) const { return "run to its end and remove"; }
  std::string operator()(const RunHook&) const {
    return fmt::format("run hook {}", step.causes.empty() ? "" : step.causes.front().field);
  }
  std::string operator()(const RunProvider& run) const { return fmt::format("run {} {}", run.type, run.command); }
  std::string operator()(const PrepareModel& prepare) const {
    return fmt::format("have model {} ready", prepare.model);
  }
  std::string operator()(const WaitFor& gate) const {
    if (!gate.ready) return fmt::format("wait until {}", condition_words(gate.condition));
    return fmt::format("wait until {} ({})", condition_words(gate.condition), compose::describe(*gate.ready));
  }
};

std::string needs_words(const Step& step) {
  std::vector<std::string> parts;
  for (const auto& need : step.needs)
    parts.push_back(fmt::format("{}{}", need.step + 1, need.required ? "" : " (even if it fails)"));
  return parts.empty() ? "" : fmt::format("after {}", fmt::join(parts, ", "));
}

std::string heading(const Change& change) {
  if (change.kind == ChangeKind::wait) return fmt::format("wait for {}", escape_terminal(change.resource.name));
  return fmt::format("{} {} {}", to_string(change.kind), to_string(change.resource.kind),
                     escape_terminal(change.resource.name));
}

void print_step(std::string& out, const Plan& plan, StepIndex index) {
  const auto& step = plan.steps[index];
  const auto words = escape_terminal(std::visit(StepWords{step}, step.operation));
  const auto needs = needs_words(step);
  out += needs.empty() ? fmt::format("  {:>4}  {}\n", index + 1, words)
                       : fmt::format("  {:>4}  {:<40} {}\n", index + 1, words, needs);
}

void print_change(std::string& out, const Plan& plan, const Change& change, bool brief) {
  out += heading(change);
  if (change.causes.size() == 1) {
    out += fmt::format(": {}\n", describe(change.causes.front()));
  } else {
    out += ":\n";
    for (const auto& cause : change.causes) out += fmt::format("        {}\n", describe(cause));
  }
  if (brief) return;
  for (const auto step : change.steps) print_step(out, plan, step);
}

/// Changes with steps by their first one.
std::vector<const Change*> running_order(const Plan& plan) {
  std::vector<const Change*> changes;
  for (const auto& change : plan.changes) {
    if (!change.steps.empty()) changes.push_back(&change);
  }
  std::ranges::sort(changes, {}, [](const Change* change) { return change->steps.front(); });
  return changes;
}

void print_untouched(std::string& out, const Plan& plan, ChangeKind kind, std::string_view title) {
  for (const auto& change : plan.changes) {
    if (change.kind != kind || !change.steps.empty()) continue;
    out += fmt::format("{} {} {}", title, to_string(change.resource.kind), escape_terminal(change.resource.name));
    for (std::size_t i = 0; i < change.causes.size(); ++i)
      out += fmt::format("{}{}", i == 0 ? ": " : ", ", describe(change.causes[i]));
    out += "\n";
  }
}

}  // namespace

std::string summary(const Plan& plan) {
  std::vector<std::string> parts;
  if (plan.empty()) parts.emplace_back("nothing to do");
  for (const auto& [kind, words] : counted) {
    const auto number = std::ranges::count(plan.changes, kind, &Change::kind);
    if (number != 0) parts.push_back(fmt::format("{} {}", number, words));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string print_text(const Plan& plan, bool brief) {
  std::string out = fmt::format("{} of {}: {}\n", plan.command, escape_terminal(plan.project), summary(plan));
  for (const auto* change : running_order(plan)) print_change(out, plan, *change, brief);
  print_untouched(out, plan, ChangeKind::up_to_date, "up to date");
  print_untouched(out, plan, ChangeKind::kept, "left behind");
  for (const auto& warning : plan.warnings) {
    out += fmt::format("warning: {}\n", escape_terminal(warning.message));
    if (!warning.hint.empty()) out += fmt::format("  hint: {}\n", escape_terminal(warning.hint));
  }
  return out;
}

}  // namespace berth::plan
