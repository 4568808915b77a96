#include "cli/up_companion.hpp"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/container_selection.hpp"
#include "cli/input_modes.hpp"
#include "cli/listing_format.hpp"
#include "cli/standard_input.hpp"
#include "lifecycle/wakeup.hpp"
#include "ui/container_list.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using Degree = lifecycle::Interrupt::Degree;

constexpr std::string_view help =
    "berth: keys: w begins and ends the watch of files, v shows what runs, d detaches and leaves it running, "
    "h shows this; Ctrl-C stops\n";

/// --menu=false, COMPOSE_MENU=false.
bool wanted(const Context& context, bool option) {
  const auto variable = to_lower(context.environment("COMPOSE_MENU").value_or(""));
  return option && variable != "false" && variable != "0";
}

}  // namespace

UpCompanion::UpCompanion(Session& session, const compose::Project& project, CompanionOptions options,
                         ProgressReporter& reporter)
    : session_(session),
      project_(project),
      options_(std::move(options)),
      watching_{.up = options_.up, .prune = true, .locked = true},
      reporter_(reporter),
      keys_(wanted(session.context(), options_.menu) && terminal_info(Stream::error).is_terminal && may_take_keys()) {
  // What cannot be watched is told before anything is started.
  if (options_.watch) rules_ = watch_rules(session.context(), project, options_.up.services);
}

UpCompanion::~UpCompanion() = default;

asio::awaitable<void> UpCompanion::run(lifecycle::AttachedControl& control) {
  co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    if (options_.watch) begin_watch(control, tasks);
    if (keys_) co_await take_keys(control, tasks);
    co_await tasks.join();
  });
}

asio::awaitable<void> UpCompanion::take_keys(lifecycle::AttachedControl& control, lifecycle::TaskGroup& tasks) {
  const KeyTerminal terminal;
  StandardInput input(session_.loop().get_executor());
  write(Stream::error, help);
  for (;;) {
    const auto typed = co_await input.next();
    if (!typed) co_return;
    for (const char key : *typed) co_await answer(key, control, tasks);
  }
}

asio::awaitable<void> UpCompanion::answer(char key, lifecycle::AttachedControl& control, lifecycle::TaskGroup& tasks) {
  std::optional<Error> problem;
  try {
    if (key == 'd') control.detach();
    if (key == 'h' || key == '?') write(Stream::error, help);
    if (key == 'v') co_await show_containers();
    if (key == 'w' && watch_) {
      watch_->request(Degree::finish);
    } else if (key == 'w') {
      if (!rules_) rules_ = watch_rules(session_.context(), project_, options_.up.services);
      begin_watch(control, tasks);
    }
  } catch (const Error& error) {
    problem = error;
  }
  if (problem) session_.context().tell(*problem);
}

void UpCompanion::begin_watch(lifecycle::AttachedControl& control, lifecycle::TaskGroup& tasks) {
  watch_ = std::make_unique<lifecycle::Interrupt>();
  control.hold_open(true);
  tasks.spawn(watch(control));
}

asio::awaitable<void> UpCompanion::watch(lifecycle::AttachedControl& control) {
  const auto passed_on = session_.interrupt().subscribe([this](Degree degree) { watch_->request(degree); });
  co_await run_watch(
      session_, project_, watching_, *rules_, reporter_, *watch_,
      [&control](const plan::Plan& plan, const compose::Project& project) { return control.execute(plan, project); });
  if (!session_.interrupt().requested()) write(Stream::error, "berth: files are no longer watched\n");
  watch_.reset();
  control.hold_open(false);
}

asio::awaitable<void> UpCompanion::show_containers() {
  const auto containers = co_await project_containers(session_.engine(), project_.name, {}, true);
  const auto listing = ui::container_listing(containers, seconds_since_1970(), {.truncate = true});
  write(Stream::error, ui::render(listing, listing_format("table", true)));
}

}  // namespace berth::cli
