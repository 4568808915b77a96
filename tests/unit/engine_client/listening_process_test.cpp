#include "engine_client/listening_process.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace berth::engine;

TEST_CASE("who listens, out of the kernel's tables") {
  constexpr std::string_view table =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10\n"
      "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10\n"
      "   2: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 "
      "00:00000000 00000000     0        0 4713 1 0 100 0 0 10\n"
      "   3: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0 100 0\n"
      "   4: cut short\n";
  CHECK(listening_sockets(table, 8080) == std::set<std::uint64_t>{4711, 4713});
  CHECK(listening_sockets(table, 22) == std::set<std::uint64_t>{4714});
  CHECK(listening_sockets(table, 80).empty());
  CHECK(listening_sockets("", 80).empty());
}

TEST_CASE("this process listens") {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  REQUIRE(::listen(listener, 1) == 0);
  socklen_t size = sizeof(address);
  REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const auto found = find_listening_process(ntohs(address.sin_port));
  ::close(listener);
  REQUIRE(found);
  CHECK(found->pid == ::getpid());
  CHECK(found->name == "unit_engine_cli");
  CHECK_FALSE(find_listening_process(ntohs(address.sin_port)));
}
