// A connection that is taken out of the loop while bytes gather.
#include "engine_client/socket_connection.hpp"

#include <array>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/engine_client/run_call.hpp"

using namespace berth::engine;
using berth::test::run;

namespace {

class PairedConnection final : public SocketConnection {
 public:
  explicit PairedConnection(boost::asio::io_context& io) : SocketConnection(io.get_executor()) {}

  boost::asio::awaitable<void> connect() override {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) co_return;
    socket().assign(boost::asio::generic::stream_protocol(AF_UNIX, 0), ends[0]);
    other_end = Descriptor(ends[1]);
  }

  Descriptor other_end;
};

struct Bench {
  boost::asio::io_context io{1};
  PairedConnection connection{io};

  Bench() { run(io, connection.connect()); }

  void arrives(std::string_view text) {
    CHECK(::write(connection.other_end.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  std::string read() {
    std::array<char, 64> buffer{};
    const auto count = run(io, connection.read_some(buffer));
    return {buffer.data(), count};
  }
};

}  // namespace

TEST_CASE("what arrives while nobody listens is read later") {
  Bench bench;
  bench.arrives("one");
  CHECK(bench.read() == "one");
  bench.connection.ignore_arrivals();
  bench.arrives("two");
  bench.connection.ignore_arrivals();
  bench.arrives(" three");
  CHECK(bench.read() == "two three");
  bench.arrives("four");
  CHECK(bench.read() == "four");
}

TEST_CASE("a connection that ignores arrivals still writes, and is not fresh when something has come") {
  Bench bench;
  bench.connection.ignore_arrivals();
  run(bench.io, bench.connection.write("out"));
  std::array<char, 8> got{};
  CHECK(::read(bench.connection.other_end.get(), got.data(), got.size()) == 3);
  bench.connection.ignore_arrivals();
  CHECK(bench.connection.fresh());
  bench.connection.ignore_arrivals();
  bench.arrives("x");
  CHECK_FALSE(bench.connection.fresh());
}

TEST_CASE("closing a connection that ignores arrivals closes its socket") {
  Bench bench;
  bench.connection.ignore_arrivals();
  bench.connection.close();
  char byte = 0;
  CHECK(::read(bench.connection.other_end.get(), &byte, 1) == 0);
  CHECK_THROWS_AS(bench.read(), boost::system::system_error);
}
