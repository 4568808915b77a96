#include "engine_client/kept_process.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace berth::engine;

TEST_CASE("where processes in the background leave their traces") {
  const auto folders = [](std::map<std::string, std::string> environment) {
    Surroundings around;
    around.home = "/home/me";
    around.environment = std::move(environment);
    return kept_folders(around);
  };
  const auto usual = "/home/me/.local/state/berth";
  CHECK(folders({}).state == usual);
  CHECK(folders({{"XDG_STATE_HOME", ""}}).state == usual);
  CHECK(folders({{"XDG_STATE_HOME", "/state"}}).state == "/state/berth");
  CHECK(folders({{"XDG_RUNTIME_DIR", "/run/user/7"}}).runtime == "/run/user/7/berth");
  const auto without = ::geteuid() == 0 ? "/run/berth" : usual;
  CHECK(folders({}).runtime == without);
  CHECK(folders({{"XDG_RUNTIME_DIR", ""}}).runtime == without);
}
