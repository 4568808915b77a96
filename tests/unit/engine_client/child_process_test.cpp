#include "engine_client/child_process.hpp"

#include <array>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"

using namespace berth::engine;

namespace {

std::string read_to_end(int stream) {
  std::array<char, 256> buffer;
  std::string text;
  for (ssize_t count = 0; (count = ::read(stream, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(stream);
  return text;
}

}  // namespace

TEST_CASE("a program on a socket") {
  PipedProgram program("/bin/sh", {"-c", "echo oops >&2; tr a-z A-Z"});
  const int stream = program.take_stream();
  CHECK(program.take_stream() == -1);
  REQUIRE(::write(stream, "hello", 5) == 5);
  ::shutdown(stream, SHUT_WR);
  CHECK(read_to_end(stream) == "HELLO");
  CHECK(program.errors() == "oops\n");
}

TEST_CASE("a program that does not end by itself ends with its owner") {
  int stream = -1;
  {
    PipedProgram program("/bin/sh", {"-c", "echo ready; exec sleep 1000"});
    stream = program.take_stream();
    std::array<char, 6> ready;
    CHECK(::read(stream, ready.data(), ready.size()) == 6);
  }
  CHECK(read_to_end(stream).empty());
}

TEST_CASE("a program that is not there") {
  CHECK_THROWS_AS(PipedProgram("/nonexistent/program", {}), berth::Error);
}
