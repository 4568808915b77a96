#include "lifecycle/copy.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace berth;
using lifecycle::copy_target;

TEST_CASE("what a copy becomes") {
  struct Case {
    std::string source;
    bool source_is_folder;
    std::string target;
    std::optional<bool> target_is_folder;
    std::string folder, name;
  };
  const Case cases[] = {
      {"/etc/hosts", false, "out", true, "out", "hosts"},
      {"/etc/hosts", false, "out/", true, "out/", "hosts"},
      {"/etc/hosts", false, "out/copy", std::nullopt, "out", "copy"},
      {"/etc/hosts", false, "copy", std::nullopt, ".", "copy"},
      {"/etc/hosts", false, "/copy", std::nullopt, "/", "copy"},
      {"/etc/hosts", false, "/a/old", false, "/a", "old"},
      {"/etc", true, "out", true, "out", "etc"},
      {"/etc/", true, "out", true, "out", "etc"},
      {"/etc/.", true, "out", true, "out", ""},
      {".", true, "out", true, "out", ""},
      {"/etc", true, "out/new", std::nullopt, "out", "new"},
      {"/etc/.", true, "out/new/", std::nullopt, "out", "new"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.source);
    CAPTURE(c.target);
    const auto target = copy_target(c.source, c.source_is_folder, c.target, c.target_is_folder);
    CHECK(target.folder == c.folder);
    CHECK(target.name == c.name);
  }
  CHECK_THROWS_AS(copy_target("/etc", true, "/a/file", false), Error);
  CHECK_THROWS_AS(copy_target("/etc/hosts", false, "/a/new/", std::nullopt), Error);
  CHECK_THROWS_AS(copy_target("/etc/hosts/.", false, "/a", true), Error);
}
