#include "lifecycle/port_conflict.hpp"

#include <doctest/doctest.h>

using berth::lifecycle::taken_port;

TEST_CASE("the port that an engine could not bind") {
  const std::vector<std::pair<const char*, int>> cases = {
      {"driver failed programming external connectivity on endpoint web (1a73): Error starting userland proxy: listen "
       "tcp4 127.0.0.1:46471: bind: address already in use",
       46471},
      {"driver failed programming external connectivity on endpoint web (1a73): Bind for 0.0.0.0:8080 failed: port is "
       "already allocated",
       8080},
      {"rootlessport listen tcp 0.0.0.0:8080: bind: address already in use", 8080},
      {"listen tcp6 [::1]:9000: bind: address already in use", 9000},
      {"failed to set up container networking: driver failed programming external connectivity on endpoint web (20e6): "
       "failed to bind host port for 127.0.0.1:51289:10.214.0.2:80/tcp: address already in use",
       51289},
      {"failed to bind host port [::1]:9001/tcp: address already in use", 9001},
      {"failed to bind host port for [::]:9002:[fd00::2]:80/tcp: address already in use", 9002},
      {"failed to bind host port for nothing", 0},
      {"no such file or directory", 0},
      {": bind: address already in use", 0},
      {"listen tcp 0.0.0.0:99999: bind: address already in use", 0},
  };
  for (const auto& [words, port] : cases) {
    CAPTURE(words);
    const auto taken = taken_port(words);
    CHECK((taken ? taken->port : 0) == port);
    CHECK((taken && taken->by_container) == (port == 8080 && std::string_view(words).starts_with("driver")));
  }
}
