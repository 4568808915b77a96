// Every attribute of the specification is accounted for: tests/attributes.txt says where each goes, and
// docs/compatibility.md says why for those that reach nothing or are refused.
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "compose/attributes.hpp"
#include "unit/tests_folder.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

/// All paths of the table, those that rows take over from others (`like`) too.
std::set<std::string> described() {
  std::set<std::string> paths;
  for (const auto& rows : attributes()) {
    for (const auto& row : rows) paths.emplace(row.path);
  }
  std::set<std::string> all = paths;
  for (const auto& rows : attributes()) {
    for (const auto& row : rows) {
      const auto prefix = std::string(row.like) + ".";
      if (row.like.empty()) continue;
      for (const auto& path : paths) {
        if (path.starts_with(prefix)) all.insert(std::string(row.path) + path.substr(prefix.size() - 1));
      }
    }
  }
  all.erase("");
  return all;
}

std::map<std::string, std::string> read_targets() {
  std::map<std::string, std::string> targets;
  std::ifstream file(test::tests_folder() + "/attributes.txt");
  for (std::string line; std::getline(file, line);) {
    const auto equals = line.find(" = ");
    if (line.starts_with('#') || equals == std::string::npos) continue;
    CHECK_MESSAGE(targets.emplace(line.substr(0, equals), line.substr(equals + 3)).second, line);
  }
  return targets;
}

/// The first word: "engine", "command" …
std::string kind_of(const std::string& target) {
  return target.substr(0, target.find_first_of(" :"));
}

/// The attributes in the first column of the tables below a heading of docs/compatibility.md.
std::set<std::string> documented(const std::string& heading) {
  std::set<std::string> paths;
  std::ifstream file(test::tests_folder() + "/../docs/compatibility.md");
  bool below = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) below = line == "## " + heading;
    if (!below || !line.starts_with("| `")) continue;
    paths.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return paths;
}

/// The attribute, or what holds it.
bool covers(const std::set<std::string>& documented, const std::string& path) {
  for (const auto& parent : documented) {
    if (path == parent) return true;
    if (path.starts_with(parent) && (path[parent.size()] == '.' || path[parent.size()] == '[')) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("tests/attributes.txt knows every attribute, and no other") {
  const auto targets = read_targets();
  const auto all = described();
  for (const auto& path : all) CHECK_MESSAGE(targets.contains(path), path);
  for (const auto& [path, target] : targets) CHECK_MESSAGE(all.contains(path), path);
}

TEST_CASE("the words of tests/attributes.txt are those that it explains") {
  const std::set<std::string> fields = {"Config",          "HostConfig", "EndpointsConfig",
                                        "ContainerCreate", "ExecCreate", "NetworkCreate",
                                        "VolumeCreate",    "Build",      "PutArchive"};
  const std::set<std::string> kinds = {"engine", "command", "load", "part", "nothing", "refused"};
  for (const auto& [path, target] : read_targets()) {
    CHECK_MESSAGE(kinds.contains(kind_of(target)), (path + " = " + target));
    if (kind_of(target) != "engine") continue;
    const auto field = target.substr(7);
    CHECK_MESSAGE(fields.contains(field.substr(0, field.find_first_of(".: "))), (path + " = " + target));
  }
}

TEST_CASE("docs/compatibility.md names what reaches nothing and what is refused, and no other") {
  const std::map<std::string, std::string> headings = {{"nothing", "Attributes that reach no engine"},
                                                       {"refused", "Attributes that are refused"}};
  const auto targets = read_targets();
  for (const auto& [kind, heading] : headings) {
    CAPTURE(heading);
    const auto told = documented(heading);
    CHECK_FALSE(told.empty());
    for (const auto& [path, target] : targets) {
      if (kind_of(target) == kind) CHECK_MESSAGE(covers(told, path), path);
    }
    for (const auto& path : told) {
      const auto target = targets.find(path);
      CHECK_MESSAGE((target != targets.end() && kind_of(target->second) == kind), path);
    }
  }
}
