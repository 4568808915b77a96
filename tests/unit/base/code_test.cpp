#include "base/code.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "unit/tests_folder.hpp"

using namespace berth;

namespace {

/// The first column of the tables of docs/errors.md, by the kind of the section: "## Errors" or "## Warnings …".
std::set<std::pair<std::string, Severity>> documented() {
  std::ifstream file(test::tests_folder() + "/../docs/errors.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::set<std::pair<std::string, Severity>> codes;
  bool listed = false;
  auto severity = Severity::error;
  for (const auto line : split(text, '\n')) {
    if (line.starts_with("## ")) {
      listed = line == "## Errors" || line.starts_with("## Warnings") || line.starts_with("## Advice");
      severity = line == "## Errors" ? Severity::error : Severity::warning;
    }
    if (!listed || !line.starts_with("| `")) continue;
    codes.emplace(std::string(line.substr(3, line.find('`', 3) - 3)), severity);
  }
  return codes;
}

}  // namespace

TEST_CASE("docs/errors.md lists all codes, and no others") {
  const auto rows = documented();
  for (const auto& code : all_codes) {
    CAPTURE(std::string(code.name));
    CHECK(rows.contains({std::string(code.name), code.severity}));
  }
  CHECK(rows.size() == all_codes.size());
}
