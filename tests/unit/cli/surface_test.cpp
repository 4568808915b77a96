// The commands and options of Docker Compose against those of Berth: nothing is missing in silence.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "cli/commands.hpp"
#include "unit/tests_folder.hpp"

using namespace berth;

namespace {

struct Line {
  std::string text;
  bool absent = false;  ///< "not in Berth: …" behind it
};

/// tests/cli_surface.txt: a command, or "command --option -o", one a line; "#" begins a comment.
std::vector<Line> expected_surface() {
  std::ifstream file(test::tests_folder() + "/cli_surface.txt");
  std::vector<Line> lines;
  for (std::string line; std::getline(file, line);) {
    const bool absent = line.find("# not in Berth:") != std::string::npos;
    line = line.substr(0, line.find('#'));
    line.erase(line.find_last_not_of(' ') + 1);
    if (!line.empty()) lines.push_back({line, absent});
  }
  return lines;
}

/// Every command, and every spelling of every option behind its command: "ps --all", "ps -a".
std::set<std::string> berth_surface() {
  cli::Context context;
  cli::CommandLine line(cli::program_name, cli::program_about);
  cli::add_global_options(line.root(), context.options);
  cli::add_commands(line, context);
  std::set<std::string> all;
  for (const auto& entry : line.surface()) {
    std::istringstream words(entry);
    std::string command;
    words >> command;
    all.insert(command);
    for (std::string option; words >> option;) all.insert(command + " " + option);
  }
  return all;
}

}  // namespace

TEST_CASE("every command and option of Docker Compose is there, or listed as absent") {
  const auto expected = expected_surface();
  REQUIRE(expected.size() > 200);
  const auto have = berth_surface();
  for (const auto& line : expected) {
    CAPTURE(line.text);
    std::istringstream words(line.text);
    std::string command;
    words >> command;
    bool all = have.contains(command);
    for (std::string option; words >> option;) all = all && have.contains(command + " " + option);
    CHECK(all != line.absent);
  }
}

TEST_CASE("--dry-run is an option of every command") {
  for (const auto& entry : berth_surface()) {
    if (entry.find(' ') != std::string::npos) continue;
    CAPTURE(entry);
    CHECK(berth_surface().contains(entry + " --dry-run"));
  }
}

TEST_CASE("what the help of each command says") {
  cli::Context context;
  cli::CommandLine line(cli::program_name, cli::program_about);
  cli::add_global_options(line.root(), context.options);
  cli::add_commands(line, context);
  const std::filesystem::path folder = test::tests_folder() + "/golden/help";
  std::set<std::string> seen;
  for (const auto& [command, help] : line.helps()) {
    CAPTURE(command);
    seen.insert(command + ".txt");
    if (std::getenv("BERTH_UPDATE_GOLDEN") != nullptr) std::ofstream(folder / (command + ".txt")) << help;
    std::ifstream file(folder / (command + ".txt"));
    std::stringstream golden;
    golden << file.rdbuf();
    CHECK(help == golden.str());
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    CHECK_MESSAGE(seen.contains(entry.path().filename()), entry.path().filename().string(), " is of no command");
}

TEST_CASE("every command has its page in docs/commands, with its help") {
  cli::Context context;
  cli::CommandLine line(cli::program_name, cli::program_about);
  cli::add_global_options(line.root(), context.options);
  cli::add_commands(line, context);
  for (const auto& [command, help] : line.helps()) {
    if (command == "berth" || command.find(' ') != std::string::npos) continue;
    CAPTURE(command);
    std::ifstream file(test::tests_folder() + "/../docs/commands/" + command + ".md");
    std::stringstream page;
    page << file.rdbuf();
    CHECK(page.str().find(help) != std::string::npos);
  }
}
