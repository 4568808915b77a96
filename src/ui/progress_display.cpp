#include "ui/progress_display.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ui/colour.hpp"
#include "ui/progress_words.hpp"

namespace berth::ui {
namespace {

using namespace lifecycle;

std::string_view spinner(Nanoseconds running) {
  constexpr std::string_view frames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  const auto tenths = std::max<std::int64_t>(0, running.count() / 100'000'000);
  return frames[static_cast<std::size_t>(tenths) % std::size(frames)];
}

std::string seconds(Nanoseconds elapsed) {
  return fmt::format("{:.1f}s", static_cast<double>(elapsed.count()) / 1e9);
}

std::string bytes_of(const std::map<std::string, std::pair<std::int64_t, std::int64_t>>& layers) {
  std::int64_t current = 0;
  std::int64_t total = 0;
  for (const auto& [id, bytes] : layers) {
    current += bytes.first;
    total += bytes.second;
  }
  if (total <= 0) return {};
  return fmt::format("{} / {}", human_bytes(static_cast<std::uint64_t>(std::max<std::int64_t>(current, 0))),
                     human_bytes(static_cast<std::uint64_t>(total)));
}

}  // namespace

ProgressDisplay::Line& ProgressDisplay::line(const Resource& resource) {
  const auto [at, added] = index_.try_emplace(resource, lines_.size());
  if (added) lines_.push_back({resource, {}, {}, {}, {}, {}, {}});
  return lines_[at->second];
}

void ProgressDisplay::apply(const Event& event, Clock::time_point now) {
  if (const auto* started = std::get_if<StepStarted>(&event)) {
    auto& at = line(started->resource);
    at.status = Status::working;
    at.text = doing(started->action);
    at.detail.clear();
    at.layers.clear();
    at.since = now;
    steps_[started->step] = index_.at(started->resource);
  } else if (const auto* progress = std::get_if<StepProgress>(&event)) {
    auto& at = line(progress->resource);
    if (progress->total > 0) at.layers[progress->layer] = {progress->current, progress->total};
    if (progress->layer.empty()) at.detail = escape_terminal(progress->message);
  } else if (const auto* finished = std::get_if<StepFinished>(&event)) {
    auto& at = line(finished->resource);
    at.status = Status::done;
    at.text = done(finished->action);
    at.detail = escape_terminal(finished->detail);
    at.layers.clear();
    at.elapsed += finished->elapsed;
  } else if (const auto* failed = std::get_if<StepFailed>(&event)) {
    auto& at = line(failed->resource);
    at.status = Status::failed;
    at.text = "Failed";
    at.detail = escape_terminal(failed->what);
    at.elapsed += failed->elapsed;
  } else if (const auto* skipped = std::get_if<StepSkipped>(&event)) {
    auto& at = line(skipped->resource);
    if (at.status == Status::failed) return;
    at.status = Status::skipped;
    at.text = skip_reason(*skipped);
    at.detail.clear();
  } else if (const auto* probe = std::get_if<HealthProbe>(&event)) {
    const auto at = steps_.find(probe->step);  // the waiting is the gate's, not the container's
    if (at != steps_.end() && !probe->passed) {
      lines_[at->second].detail = fmt::format("not healthy yet (probe {})", probe->attempt);
    }
  } else if (const auto* warning = std::get_if<Warning>(&event)) {
    warnings_.push_back(escape_terminal(warning->message));
  }
}

bool ProgressDisplay::moving() const {
  return std::ranges::any_of(lines_, [](const Line& line) { return line.status == Status::working; });
}

std::string ProgressDisplay::render(const Line& line, const FrameOptions& options) const {
  const bool working = line.status == Status::working;
  const Nanoseconds running = working ? Nanoseconds(options.now - line.since) : Nanoseconds{0};
  const auto mark = [&]() -> std::string {
    switch (line.status) {
      case Status::working: return paint(spinner(running), Colour::cyan, options.colour);
      case Status::done: return paint("✔", Colour::green, options.colour);
      case Status::failed: return paint("✘", Colour::red, options.colour);
      case Status::skipped: return paint("-", Colour::yellow, options.colour);
    }
    return {};
  }();
  const auto colour = line.status == Status::failed    ? Colour::red
                      : line.status == Status::skipped ? Colour::yellow
                      : working                        ? Colour::cyan
                                                       : Colour::green;
  const auto time = seconds(line.elapsed + running);
  const auto bytes = bytes_of(line.layers);
  std::string text = line.text;
  const auto& detail = bytes.empty() ? line.detail : bytes;

  const auto id = resource_id(line.resource);
  const std::size_t fixed = 3 + display_width(id) + 2 + 1 + time.size();
  const std::size_t room = options.width > fixed ? options.width - fixed : 0;
  text = truncate_width(text, room);
  std::string shown_detail;
  if (!detail.empty() && display_width(text) + 2 < room) {
    shown_detail = " " + truncate_width(detail, room - display_width(text) - 1);
  }
  const std::size_t used = display_width(text) + display_width(shown_detail);
  const std::string pad(room > used ? room - used : 0, ' ');
  return fmt::format(" {} {}  {}{}{} {}", mark, id, paint(text, colour, options.colour),
                     paint(shown_detail, Colour::grey, options.colour), pad, paint(time, Colour::blue, options.colour));
}

std::vector<std::string> ProgressDisplay::frame(const FrameOptions& options) const {
  const auto finished = static_cast<std::size_t>(
      std::ranges::count_if(lines_, [](const Line& line) { return line.status == Status::done; }));
  std::vector<std::string> out{
      paint(fmt::format("[+] {} {}/{}", title_, finished, lines_.size()), Colour::bold, options.colour)};
  std::size_t room = options.height == 0 ? lines_.size() + 1 : std::max<std::size_t>(options.height, 4) - 2;
  std::size_t surplus = lines_.size() > room ? lines_.size() - room : 0;
  const std::size_t hidden = std::min(surplus, finished);
  std::size_t to_hide = hidden;
  for (const auto& line : lines_) {
    if (to_hide > 0 && line.status == Status::done) {
      --to_hide;
      continue;
    }
    if (room-- == 0) break;
    out.push_back(render(line, options));
  }
  if (hidden > 0) out.push_back(paint(fmt::format(" … and {} more done", hidden), Colour::grey, options.colour));
  if (options.height == 0) {
    for (const auto& warning : warnings_) out.push_back(paint(" ! " + warning, Colour::yellow, options.colour));
  }
  return out;
}

}  // namespace berth::ui
