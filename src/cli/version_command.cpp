#include <memory>

#include <fmt/format.h>

#include "cli/commands.hpp"

namespace berth::cli {

std::string version_line() {
  return "Berth version v" BERTH_VERSION "\n";
}

void add_version_command(Command& root, Context&) {
  struct Options {
    std::string format = "pretty";
    bool brief = false;
  };
  const auto options = std::make_shared<Options>();
  root.command("version", "Show the version")
      .choice("-f,--format", options->format, {"pretty", "json"}, "How to print it")
      .flag("--short", options->brief, "Only the number")
      .run([options] {
        if (options->brief) {
          write(Stream::out, BERTH_VERSION "\n");
        } else if (options->format == "json") {
          write(Stream::out, R"({"version":"v)" BERTH_VERSION "\"}\n");
        } else {
          write(Stream::out, version_line());
        }
        return 0;
      });
}

}  // namespace berth::cli
