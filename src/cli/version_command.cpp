#include <memory>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "plan/labels.hpp"

namespace berth::cli {

namespace {

/// Callers of `docker-compose` decide by this number what they may ask for.
std::string version_number(const Context& context) {
  return context.as_docker_compose ? plan::compose_version : BERTH_VERSION;
}

}  // namespace

std::string version_line(const Context& context) {
  if (!context.as_docker_compose) return "Berth version v" BERTH_VERSION "\n";
  return fmt::format("Docker Compose version v{} (Berth v{})\n", version_number(context), BERTH_VERSION);
}

void add_version_command(Command& root, Context& context) {
  struct Options {
    std::string format = "pretty";
    bool brief = false;
  };
  const auto options = std::make_shared<Options>();
  root.command("version", "Show the version")
      .choice("-f,--format", options->format, {"pretty", "json"}, "How to print it")
      .flag("--short", options->brief, "Only the number")
      .run([options, &context] {
        if (options->brief) {
          write(Stream::out, version_number(context) + "\n");
        } else if (options->format == "json") {
          write(Stream::out, fmt::format(R"({{"version":"v{}"}})"
                                         "\n",
                                         version_number(context)));
        } else {
          write(Stream::out, version_line(context));
        }
        return 0;
      });
}

}  // namespace berth::cli
