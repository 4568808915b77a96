#include <memory>

#include "cli/commands.hpp"
#include "cli/complete_project.hpp"
#include "cli/up_options.hpp"
#include "cli/up_run.hpp"
#include "plan/graph.hpp"
#include "plan/make.hpp"
#include "plan/print.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Options {
  UpArguments up;
  std::string format = "text";
  bool brief = false;
  bool dot = false;
  bool svg = false;
};

std::string printed(const compose::Project& project, const plan::Plan& plan, const Options& options) {
  if (options.dot) return plan::print_dot(plan::make_graph(project, plan));
  if (options.svg) return plan::print_svg(plan::make_graph(project, plan));
  return options.format == "json" ? plan::print_json(plan) : plan::print_text(plan, options.brief);
}

asio::awaitable<int> show(Session& session, const compose::Project& loaded, const Options& options) {
  auto up = plan_options(session.context(), loaded, options.up);
  const auto complete = co_await complete_project(session, loaded, options.up.services, up, nullptr);
  const auto& project = complete.project;
  const auto observed = co_await lifecycle::observe_for_up(session.engine(), project, up);
  check_project(session.context(), project, observed);
  const auto plan = plan::make_up(project, observed, up);
  show_warnings(session.context(), plan);
  write(Stream::out, printed(project, plan, options));
  co_return 0;
}

int run(Context& context, const Options& options) {
  const auto project = load_project_to_run(context, options.up.services);
  Session session(context);
  return session.run(OnSignal::leave, [&] { return show(session, project, options); });
}

}  // namespace

void add_plan_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  auto& command = root.command("plan", "Show what `up` would do and why; change nothing");
  command.choice("--format", options->format, {"text", "json"}, "How to print it")
      .flag("--brief", options->brief, "Leave out the steps")
      .flag("--dot", options->dot, "The dependency graph, with what changes, in the DOT language of Graphviz")
      .flag("--svg", options->svg, "The dependency graph as a picture")
      .excludes("--dot", "--svg");
  add_create_options(command, options->up);
  add_start_options(command, options->up);
  command.arguments("[SERVICE...]", options->up.services, "Only these services and what they depend on")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
