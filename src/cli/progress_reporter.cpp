#include "cli/progress_reporter.hpp"

#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "ui/progress_display.hpp"
#include "ui/progress_lines.hpp"

namespace berth::cli {
namespace {

using namespace std::chrono_literals;
using lifecycle::Event;

class LineReporter final : public ProgressReporter {
 public:
  LineReporter(bool json, bool dry_run) : json_(json), dry_run_(dry_run) {}

  void emit(const Event& event) override {
    if (!remember(event)) return;
    write(Stream::error, json_ ? ui::json_line(event, dry_run_) : ui::plain_line(event));
  }
  void finish() override {}
  void become_lines() override {}
  void begin_anew(const std::string&) override {}

 private:
  bool json_;
  bool dry_run_;
};

class QuietReporter final : public ProgressReporter {
 public:
  void emit(const Event& event) override { remember(event); }
  void finish() override {}
  void become_lines() override {}
  void begin_anew(const std::string&) override {}
};

/// Paints at most once per interval, and only while something changes or a spinner turns.
class DisplayReporter final : public ProgressReporter {
 public:
  DisplayReporter(const Context& context, boost::asio::io_context& loop, const std::string& title)
      : display_(title), colour_(context.colour(Stream::error)), timer_(loop) {}

  void emit(const Event& event) override {
    if (!remember(event)) return;
    if (std::holds_alternative<lifecycle::RunStarted>(event)) return;
    if (lines_) {
      if (is_result(event)) write(Stream::error, ui::plain_line(event));
      return;
    }
    display_.apply(event, lifecycle::Clock::now());
    begun_ = true;
    if (!painting_) paint_and_wait();
  }

  void finish() override {
    timer_.cancel();
    painting_ = false;
    if (begun_) paint(true);
    begun_ = false;
    painted_ = 0;
  }

  void become_lines() override {
    finish();
    lines_ = true;
  }

  void begin_anew(const std::string& title) override {
    finish();
    display_ = ui::ProgressDisplay(title);
  }

 private:
  static constexpr auto interval = 100ms;  // a spinner that turns ten times a second

  static bool is_result(const Event& event) {
    return std::holds_alternative<lifecycle::StepFinished>(event) ||
           std::holds_alternative<lifecycle::StepFailed>(event) ||
           std::holds_alternative<lifecycle::StepSkipped>(event) || std::holds_alternative<lifecycle::Warning>(event);
  }

  void paint_and_wait() {
    painting_ = true;
    paint(false);
    timer_.expires_after(interval);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      painting_ = false;
      paint(false);
      if (display_.moving()) paint_and_wait();
    });
  }

  void paint(bool whole) {
    const auto terminal = terminal_info(Stream::error);
    const auto frame = display_.frame({terminal.width, whole ? 0 : terminal.height, colour_, lifecycle::Clock::now()});
    std::string out;
    if (painted_ > 0) out += fmt::format("\x1b[{}A", painted_);
    for (const auto& line : frame) out += fmt::format("\r{}\x1b[K\n", line);
    out += "\x1b[J";
    write(Stream::error, out);
    painted_ = frame.size();
  }

  ui::ProgressDisplay display_;
  bool colour_;
  boost::asio::steady_timer timer_;
  bool begun_ = false;
  bool painting_ = false;
  bool lines_ = false;
  std::size_t painted_ = 0;  // lines of the last frame, which the next one overwrites
};

}  // namespace

bool ProgressReporter::remember(const Event& event) {
  if (const auto* failed = std::get_if<lifecycle::StepFailed>(&event)) failures_.push_back(*failed);
  if (const auto* left = std::get_if<lifecycle::StepSkipped>(&event)) skipped_.push_back(*left);
  const auto* progress = std::get_if<lifecycle::StepProgress>(&event);
  return progress == nullptr || !silenced_.contains(progress->action);
}

std::unique_ptr<ProgressReporter> make_progress_reporter(const Context& context, boost::asio::io_context& loop,
                                                         const std::string& title) {
  switch (context.progress_mode()) {
    case ProgressMode::tty: return std::make_unique<DisplayReporter>(context, loop, title);
    case ProgressMode::plain: return std::make_unique<LineReporter>(false, context.options.dry_run);
    case ProgressMode::json: return std::make_unique<LineReporter>(true, context.options.dry_run);
    case ProgressMode::quiet: break;
  }
  return std::make_unique<QuietReporter>();
}

}  // namespace berth::cli
