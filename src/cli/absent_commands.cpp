// Commands of Docker Compose that Berth does not have: each says so in one line, with another way where there is one.
#include <memory>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/commands.hpp"

namespace berth::cli {
namespace {

struct Absent {
  const char* name;
  const char* instead;
};

constexpr Absent absent[] = {
    {"alpha", ""},
    {"bridge", ""},
    {"commit", "`docker commit CONTAINER` makes an image of a container"},
    {"export", "`docker export CONTAINER` writes the files of a container as a tar archive"},
    {"publish", ""},
};

}  // namespace

void add_absent_commands(Command& root, Context&) {
  for (const auto& command : absent) {
    const auto words = std::make_shared<std::vector<std::string>>();
    root.hidden_command(command.name, "Not part of Berth")
        .verbatim_arguments("[ARGUMENT...]", *words)
        .any_options()
        .run([&command, words]() -> int {
          throw Error(fmt::format("\"{}\" is not part of Berth", command.name), command.instead);
        });
  }
}

}  // namespace berth::cli
