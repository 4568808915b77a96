// berth: the command line. Each command is a file of its own; what they throw is printed here.
#include <exception>
#include <span>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/context.hpp"
#include "plan/project_error.hpp"

namespace {

using namespace berth;
using namespace berth::cli;

int report(const Context& context, const Error& error) {
  context.tell(error);
  return error.exit_code();
}

/// "berth up -d", for those who wait for this command.
std::string command_text(int argc, const char* const* argv) {
  std::string out = "berth";
  for (int i = 1; i < argc; ++i) out += fmt::format(" {}", argv[i]);
  return out;
}

int run(int argc, const char* const* argv, Context& context) {
  CommandLine line(program_name, program_about);
  auto& root = line.root();
  add_global_options(root, context.options);
  add_commands(line, context);
  root.run([&context] {
    if (!context.options.version) return -1;
    write(Stream::out, version_line());
    return 0;
  });
  return line.parse_and_run(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  Context context;
  context.command = command_text(argc, argv);
  context.options.error_format = error_format(std::span<const char* const>(argv, static_cast<std::size_t>(argc)));
  try {
    return run(argc, argv, context);
  } catch (const Reported& reported) {
    return reported.exit_code;
  } catch (const plan::ProjectError& error) {
    context.tell({.code = "project", .span = error.span(), .message = error.what(), .hint = error.hint()});
    return error.exit_code();
  } catch (const Error& error) {
    return report(context, error);
  } catch (const std::exception& error) {  // a defect of Berth's own: say so, never a bare abort
    return report(context, Error(fmt::format("internal error: {}", error.what()),
                                 "this is a defect of Berth; please report it with the command that you ran"));
  }
}
