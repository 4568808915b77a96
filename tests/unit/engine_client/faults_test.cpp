// What the client makes of an engine that misbehaves. Each row is one reply to a list of containers.
#include <doctest/doctest.h>

#include "engine_client/connect.hpp"
#include "fake_engine/fake_engine.hpp"
#include "unit/engine_client/run_call.hpp"

using namespace berth;
using namespace berth::engine;
using namespace std::chrono_literals;
using berth::test::run;

namespace {

constexpr auto list_path = "/containers/json";
const std::string one_container = R"([{"Id":"abc","Names":["/shop-db-1"],"State":"running","Status":"Up 2 seconds"}])";

struct Bench {
  boost::asio::io_context io{1};
  fake::FakeEngine fake{io};
  std::unique_ptr<Engine> engine = make_engine(io.get_executor(), {fake.address(), "test"});

  std::vector<engine_api::ContainerSummary> list(Deadline deadline = {5s}) {
    return run(io, engine->list_containers({}, true, deadline));
  }

  /// nullopt when the call succeeds.
  std::optional<EngineError> failure(Deadline deadline = {5s}) {
    try {
      list(deadline);
    } catch (const EngineError& error) {
      return error;
    }
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE("a foreign answer is one clear error that names the call") {
  struct Case {
    std::string name;
    fake::Reply reply;
    ErrorKind kind;
    const char* message;
  };
  const Case cases[] = {
      {"refusal", fake::json(409, R"({"message":"name is taken"})"), ErrorKind::conflict, "name is taken"},
      {"podman's refusal", fake::podman_json(500, R"({"cause":"x","message":"no such container","response":500})"),
       ErrorKind::not_found, "no such container"},
      {"500 in HTML", fake::html(500, "<html>\n<body>broken</body></html>"), ErrorKind::failed, "<html>"},
      {"503", fake::html(503, "try later"), ErrorKind::unavailable, "try later"},
      {"empty refusal", fake::json(500, ""), ErrorKind::failed, ""},
      {"HTML in the place of JSON", fake::html(200, "<html>"), ErrorKind::protocol,
       "the engine's answer is unusable: not JSON: it begins with \"<html>\""},
      {"empty answer", fake::json(200, ""), ErrorKind::protocol,
       "the engine's answer is unusable: not JSON: it is empty"},
      {"JSON that ends too early", fake::json(200, R"([{"Id":"a")"), ErrorKind::protocol,
       "the engine's answer is unusable: not JSON: it ends too early"},
      {"an object in the place of a list", fake::json(200, R"({"message":"hello"})"), ErrorKind::protocol,
       "the engine's answer is unusable: expected a list, found an object"},
      {"a null element", fake::json(200, "[null]"), ErrorKind::protocol,
       "the engine's answer is unusable: [0].Id: is missing"},
      {"a null id", fake::json(200, R"([{"Id":null}])"), ErrorKind::protocol,
       "the engine's answer is unusable: [0].Id: is null"},
      {"a wrong type deep within", fake::json(200, R"([{"Id":"a"},{"Id":"b","Ports":[{"PrivatePort":"80"}]}])"),
       ErrorKind::protocol,
       "the engine's answer is unusable: [1].Ports[0].PrivatePort: expected a number, found a string"},
      {"a port that is none", fake::json(200, R"([{"Id":"b","Ports":[{"PrivatePort":70000}]}])"), ErrorKind::protocol,
       "the engine's answer is unusable: [0].Ports[0].PrivatePort: is no port number"},
      {"garbage", fake::raw(std::string("\0\xff\xfeGARBAGE\r\n\r\n", 13)), ErrorKind::protocol,
       "the answer is not HTTP; is this an engine's address?"},
      {"another protocol", fake::raw("SSH-2.0-OpenSSH_9.2\r\n"), ErrorKind::protocol,
       "the answer is not HTTP; is this an engine's address?"},
      {"no answer", fake::hang_up(), ErrorKind::unavailable, "the engine closed the connection without an answer"},
      {"half a head", fake::raw("HTTP/1.1 200 OK\r\nContent-Le"), ErrorKind::unavailable,
       "the engine closed the connection in the middle of its answer"},
      {"half a body", fake::truncated(fake::json(200, one_container), 10), ErrorKind::unavailable,
       "the engine closed the connection in the middle of its answer"},
      {"half a chunk", fake::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{"),
       ErrorKind::unavailable, "the engine closed the connection in the middle of its answer"},
      {"an endless head", fake::raw("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')), ErrorKind::protocol,
       "the head of the answer is larger than 64 KiB"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", list_path, {c.reply});
    const auto error = bench.failure();
    REQUIRE(error);
    CHECK(to_string(error->kind()) == to_string(c.kind));
    CHECK(error->message() == c.message);
    CHECK(error->call() == "GET /containers/json");
  }
}

TEST_CASE("odd but usable answers") {
  struct Case {
    std::string name;
    fake::Reply reply;
    std::size_t containers;
  };
  const Case cases[] = {
      {"null for a list", fake::json(200, "null"), 0},
      {"unknown fields", fake::json(200, R"([{"Id":"a","Wonder":{"x":[1]},"Ports":null,"Labels":null,"Names":null}])"),
       1},
      {"chunks cut anywhere", fake::chunked({"[{\"I", "d\":\"a\"}", "]"}), 1},
      {"no length: until the end of the connection", fake::raw("HTTP/1.1 200 OK\r\n\r\n[{\"Id\":\"a\"}]"), 1},
      {"byte by byte", fake::dripping(fake::json(200, R"([{"Id":"a"}])"), 1ms), 1},
      {"malformed UTF-8 in a label", fake::json(200, "[{\"Id\":\"a\",\"Labels\":{\"k\":\"\xff\"}}]"), 1},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", list_path, {c.reply});
    CHECK(bench.list().size() == c.containers);
  }
}

TEST_CASE("a deadline ends every wait") {
  struct Case {
    std::string name;
    fake::Reply reply;
  };
  const Case cases[] = {
      {"no answer at all", fake::silence()},
      {"half an answer", fake::raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[", fake::Reply::Then::stay_silent)},
      {"a byte now and then", fake::dripping(fake::json(200, one_container), 30ms)},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", list_path, {c.reply});
    const auto start = std::chrono::steady_clock::now();
    const auto error = bench.failure({100ms});
    const auto took = std::chrono::steady_clock::now() - start;
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timeout);
    CHECK(error->message() == "no answer from the engine at " + bench.fake.address() + " within 100 ms");
    CHECK(took < 10s);
  }
}

TEST_CASE("connections are kept and used again") {
  Bench bench;
  bench.fake.on("GET", list_path, {fake::json(200, one_container)});
  for (int i = 0; i < 5; ++i) bench.list();
  CHECK(bench.fake.connections() == 1);
  CHECK(bench.fake.requests().size() == 5);
}

TEST_CASE("a refused call keeps its connection") {
  Bench bench;
  bench.fake.on("GET", list_path, {fake::json(500, R"({"message":"boom"})"), fake::json(200, one_container)});
  CHECK(bench.failure());
  CHECK(bench.list().size() == 1);
  CHECK(bench.fake.connections() == 1);
}

TEST_CASE("an idle connection that the engine has closed is replaced in silence") {
  Bench bench;
  bench.fake.on("GET", list_path, {fake::json(200, one_container)});
  bench.list();
  bench.fake.drop_connections();
  CHECK(bench.list().size() == 1);
  CHECK(bench.fake.connections() == 2);
}

TEST_CASE("a read is repeated when an idle connection dies under it, a change is not") {
  struct Case {
    std::string name;
    std::string method;
    bool repeated;
  };
  for (const auto& c : {Case{"list", "GET", true}, Case{"start", "POST", false}}) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", list_path, {fake::json(200, one_container), fake::hang_up(), fake::json(200, one_container)});
    bench.fake.on("POST", "/containers/a/start", {fake::hang_up(), fake::json(204, "")});
    bench.list();
    if (c.repeated) {
      CHECK(bench.list().size() == 1);
    } else {
      CHECK_THROWS_AS(run(bench.io, bench.engine->start_container("a")), EngineError);
      CHECK(bench.fake.requests().size() == 2);
    }
  }
}

TEST_CASE("nobody listens") {
  Bench bench;
  bench.fake.stop();
  const auto error = bench.failure();
  REQUIRE(error);
  CHECK(error->kind() == ErrorKind::unavailable);
  CHECK(error->message() == "the engine at " + bench.fake.address() + " cannot be reached: No such file or directory");
  CHECK_FALSE(error->hint().empty());
}

TEST_CASE("the engine's version is learnt from the first reply and costs no request") {
  Bench bench;
  bench.fake.on("GET", list_path, {fake::json(200, one_container)});
  bench.list();
  bench.list();
  const auto can = run(bench.io, bench.engine->capabilities());
  CHECK(can.kind == engine_api::EngineKind::docker);
  CHECK(can.api == engine_api::ApiVersion{1, 41});
  REQUIRE(bench.fake.requests().size() == 2);
  CHECK(bench.fake.requests()[0].target == "/containers/json?all=1");
  CHECK(bench.fake.requests()[1].target == "/v1.41/containers/json?all=1");
}

TEST_CASE("an engine that wants another version gets it") {
  Bench bench;
  bench.fake.on(
      "GET", list_path,
      {fake::json(200, one_container),
       fake::json(400, R"({"message":"client version 1.41 is too old. Minimum supported API version is 1.44"})"),
       fake::json(200, one_container)});
  bench.list();
  CHECK(bench.list().size() == 1);
  REQUIRE(bench.fake.requests().size() == 3);
  CHECK(bench.fake.requests()[2].target == "/v1.44/containers/json?all=1");
}

TEST_CASE("first calls may run at the same time") {
  Bench bench;
  bench.fake.on("GET", list_path, {fake::json(200, one_container)});
  bench.fake.on("GET", "/networks", {fake::json(200, "[]")});
  int ended = 0;
  const auto note = [&](std::exception_ptr failure, const auto&) { ended += failure ? 100 : 1; };
  boost::asio::co_spawn(bench.io, bench.engine->list_containers({}, true), note);
  boost::asio::co_spawn(bench.io, bench.engine->list_networks({}), note);
  boost::asio::co_spawn(bench.io, bench.engine->list_containers({}, true), note);
  while (ended < 3) bench.io.run_one();
  CHECK(ended == 3);
  CHECK(bench.fake.connections() == 3);
}

TEST_CASE("a network that Podman could not make because an interface went away meanwhile is asked for again") {
  Bench bench;
  const auto passing = fake::podman_json(500, R"({"cause":"x","message":"no such network interface","response":500})");
  bench.fake.on("POST", "/networks/create", {passing, fake::podman_json(201, R"({"Id":"abc"})")});
  CHECK(run(bench.io, bench.engine->create_network({.name = "shop_default"})) == "abc");
  bench.fake.on("POST", "/networks/create", {passing});
  CHECK_THROWS_AS(run(bench.io, bench.engine->create_network({.name = "shop_default"})), EngineError);
  CHECK(bench.fake.requests().size() == 2 + 3);
}

TEST_CASE("a start that Podman 5 refuses because it forgot the address is asked for once more") {
  Bench bench;
  const auto passing =
      fake::podman_json(500, R"({"cause":"x","message":"netavark: no static ips provided","response":500})");
  bench.fake.on("POST", "/containers/a/start", {passing, fake::podman_json(204, "")});
  run(bench.io, bench.engine->start_container("a"));
  CHECK(bench.fake.requests().size() == 2);
  bench.fake.on("POST", "/containers/a/start", {passing});
  CHECK_THROWS_AS(run(bench.io, bench.engine->start_container("a")), EngineError);
  CHECK(bench.fake.requests().size() == 2 + 2);
}
