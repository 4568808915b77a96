// A case of tests/golden/plan: what was declared before, what happened since, what is declared now, the command, and
// the plan that must come out. Adding a case is adding a file; BERTH_UPDATE_GOLDEN=1 writes the last section anew.
#pragma once

#include <string>
#include <vector>

namespace berth::test {

struct GoldenCase {
  std::string path;
  std::string about;    ///< the first lines: what the case shows
  std::string before;   ///< a compose file that is brought up first; may be empty
  std::string since;    ///< one happening a line (golden_case.cpp lists them); may be empty
  std::string now;      ///< the compose file; empty: that of `before`
  std::string disk;     ///< files of the host below /shop, one a line: "name: content"; may be empty
  std::string changed;  ///< those of them that are different by now
  std::string command;  ///< "up --force-recreate db"
  std::string plan;     ///< expected
};

GoldenCase read_case(const std::string& path);
void write_case(const GoldenCase& golden);

/// The plan that comes out, or "error: …" with its hint.
std::string run_case(const GoldenCase& golden);

}  // namespace berth::test
