// Streams over HTTP: events that break off, output, pulls and builds.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include "engine_client/http_engine.hpp"
#include "fake_engine/fake_engine.hpp"
#include "unit/engine_client/run_call.hpp"

using namespace berth;
using namespace berth::engine;
using namespace std::chrono_literals;
using berth::test::run;
using Then = fake::Reply::Then;

namespace {

struct Bench {
  explicit Bench(std::chrono::milliseconds patience = 20s)
      : engine(std::make_unique<HttpEngine>(io.get_executor(),
                                            make_transport(io.get_executor(), parse_endpoint(fake.address())),
                                            fake.address(), patience)) {}

  boost::asio::io_context io{1};
  fake::FakeEngine fake{io};
  std::unique_ptr<Engine> engine;
};

std::string event(const std::string& action, int second) {
  return R"({"Type":"container","Action":")" + action +
         R"(","Actor":{"ID":"c1","Attributes":{"name":"db"}},"timeNano":)" + std::to_string(second) + "000000000}\n";
}

std::string frame(char channel, const std::string& payload) {
  return std::string{channel, 0, 0, 0, 0, 0, 0, static_cast<char>(payload.size())} + payload;
}

awaitable<std::string> read_to_end(OutputStream& stream) {
  std::string text;
  for (;;) {
    const auto chunk = co_await stream.next();
    if (!chunk) co_return text;
    text += std::to_string(static_cast<int>(chunk->channel)) + ":" + chunk->data;
  }
}

/// "start die resumed …": the actions of the next `count` events.
awaitable<std::string> next_actions(EventStream& stream, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const auto told = co_await stream.next();
    text += (i == 0 ? "" : " ") + (told.type == engine_api::EventType::resumed ? "resumed" : told.action);
  }
  co_return text;
}

}  // namespace

TEST_CASE("a stream of events that breaks off is taken up from where it was") {
  struct Case {
    std::string name;
    fake::Reply first;
  };
  const Case cases[] = {
      {"ends", fake::chunked({event("create", 100), event("start", 101)})},
      {"is cut", fake::chunked({event("create", 100), event("start", 101), "{\"Type\""}, Then::hang_up)},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", "/events",
                  {c.first, fake::hang_up(), fake::json(503, R"({"message":"starting"})"),
                   fake::chunked({event("create", 100), event("start", 101), event("die", 102)}, Then::stay_silent)});
    const auto stream = run(bench.io, bench.engine->events({{"type", {"container"}}}, engine_api::TimePoint{99s}));
    CHECK(run(bench.io, next_actions(*stream, 2)) == "create start");
    CHECK(run(bench.io, next_actions(*stream, 1)) == "resumed");
    std::string action;
    do action = run(bench.io, next_actions(*stream, 1));
    while (action == "resumed");
    CHECK(action == "die");
    CHECK(bench.fake.requests().front().target ==
          "/events?since=99.000000000&filters=%7B%22type%22%3A%5B%22container%22%5D%7D");
    CHECK(bench.fake.requests().back().target.find("since=100.000000000") != std::string::npos);
  }
}

TEST_CASE("an engine that stays away is told after the patience") {
  Bench bench(150ms);
  bench.fake.on("GET", "/events", {fake::chunked({event("start", 100)})});
  const auto stream = run(bench.io, bench.engine->events({}, {}));
  CHECK(run(bench.io, next_actions(*stream, 1)) == "start");
  bench.fake.stop();
  const auto start = std::chrono::steady_clock::now();
  try {
    run(bench.io, next_actions(*stream, 100));
    FAIL("no error");
  } catch (const EngineError& error) {
    CHECK(error.kind() == ErrorKind::unavailable);
  }
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(took > 140ms);
  CHECK(took < 10s);
}

TEST_CASE("an engine that accepts and hangs up for ever is told too") {
  Bench bench(150ms);
  bench.fake.on("GET", "/events", {fake::hang_up()});
  const auto stream = run(bench.io, bench.engine->events({}, {}));
  CHECK_THROWS_AS(run(bench.io, next_actions(*stream, 1000)), EngineError);
  CHECK(bench.fake.connections() < 30);
}

TEST_CASE("events that are refused or make no sense are an error at once") {
  struct Case {
    std::string name;
    fake::Reply reply;
    ErrorKind kind;
  };
  const Case cases[] = {
      {"refused", fake::json(400, R"({"message":"bad filter"})"), ErrorKind::bad_request},
      {"HTML", fake::html(200, "<html>"), ErrorKind::protocol},
      {"wrong type", fake::chunked({R"({"Type":7})"}), ErrorKind::protocol},
      {"a list", fake::chunked({"[1,2]"}), ErrorKind::protocol},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", "/events", {c.reply});
    const auto stream = run(bench.io, bench.engine->events({}, {}));
    try {
      run(bench.io, next_actions(*stream, 1));
      FAIL("no error");
    } catch (const EngineError& error) {
      CHECK(to_string(error.kind()) == to_string(c.kind));
    }
    CHECK(bench.fake.connections() == 1);
  }
}

TEST_CASE("subscribing does not wait for an engine that holds its head back") {
  Bench bench;
  bench.fake.on("GET", "/events", {fake::silence()});
  const auto stream = run(bench.io, bench.engine->events({}, {}));
  CHECK(stream != nullptr);
}

TEST_CASE("output of containers") {
  struct Case {
    std::string name;
    fake::Reply reply;
    bool tty;
    std::string expected;
  };
  const Case cases[] = {
      {"framed", fake::chunked({frame(1, "out\n"), frame(2, "err\n")}), false, "1:out\n2:err\n"},
      {"a frame over two chunks", fake::chunked({frame(1, "abcd").substr(0, 10), "cd"}), false, "1:abcd"},
      {"terminal", fake::chunked({"plain"}), true, "1:plain"},
      {"none", fake::chunked({}), false, ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", "/containers/a/logs", {c.reply});
    const auto stream = run(bench.io, bench.engine->container_logs("a", {.tty = c.tty}));
    CHECK(run(bench.io, read_to_end(*stream)) == c.expected);
  }
}

TEST_CASE("output that breaks off is an error") {
  for (const auto& reply :
       {fake::chunked({frame(1, "output").substr(0, 10)}), fake::chunked({frame(1, "output")}, Then::hang_up)}) {
    Bench bench;
    bench.fake.on("GET", "/containers/a/logs", {reply});
    const auto stream = run(bench.io, bench.engine->container_logs("a", {.follow = true}));
    CHECK_THROWS_AS(run(bench.io, read_to_end(*stream)), EngineError);
  }
}

TEST_CASE("a stream that is left gives its connection up") {
  Bench bench;
  bench.fake.on("GET", "/containers/a/logs", {fake::chunked({frame(1, "x")}, Then::stay_silent)});
  bench.fake.on("GET", "/_ping", {fake::json(200, "OK")});
  run(bench.io, bench.engine->container_logs("a", {.follow = true})).reset();
  run(bench.io, bench.engine->capabilities());
  CHECK(bench.fake.connections() <= 2);
}

TEST_CASE("commands in containers, over 101 and over 200") {
  const auto unframed_head = std::string("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n");
  for (const auto& reply : {fake::upgraded(frame(1, "out") + frame(2, "err")),
                            fake::raw(unframed_head + frame(1, "out") + frame(2, "err"))}) {
    Bench bench;
    bench.fake.on("POST", "/containers/db/exec", {fake::json(201, R"({"Id":"e1"})")});
    bench.fake.on("POST", "/exec/e1/start", {reply});
    bench.fake.on(
        "GET", "/exec/e1/json",
        {fake::json(200, R"({"Running":true,"ExitCode":null})"), fake::json(200, R"({"Running":false,"ExitCode":3})")});
    const auto result = run(bench.io, run_exec(*bench.engine, "db", {.command = {"true"}}, 5, {5s}));
    CHECK(result.exit_code == 3);
    CHECK(result.output == "outer");
    CHECK(bench.fake.requests()[0].body == R"({"Cmd":["true"],"AttachStdout":true,"AttachStderr":true})");
    CHECK(bench.fake.requests()[1].head.find("Upgrade: tcp") != std::string::npos);
  }
}

TEST_CASE("a command that does not end within its time") {
  Bench bench;
  bench.fake.on("POST", "/containers/db/exec", {fake::json(201, R"({"Id":"e1"})")});
  bench.fake.on("POST", "/exec/e1/start", {fake::upgraded(frame(1, "x"), Then::stay_silent)});
  try {
    run(bench.io, run_exec(*bench.engine, "db", {.command = {"sleep"}}, 100, {80ms}));
    FAIL("no error");
  } catch (const EngineError& error) {
    CHECK(error.kind() == ErrorKind::timeout);
    CHECK(std::string(error.what()) == "exec in db: the command did not end within 80 ms");
  }
}

TEST_CASE("a command that is refused is refused at once") {
  Bench bench;
  bench.fake.on("POST", "/containers/db/exec", {fake::json(409, R"({"message":"not running"})")});
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(run(bench.io, run_exec(*bench.engine, "db", {.command = {"x"}}, 100, {10s})), EngineError);
  CHECK(std::chrono::steady_clock::now() - start < 8s);
}

TEST_CASE("pulls") {
  struct Case {
    std::string name;
    fake::Reply reply;
    const char* error;  // nullptr: none
  };
  const Case cases[] = {
      {"done", fake::chunked({R"({"status":"Pulling","id":"1.2"})", "\r\n", R"({"status":"Status: Downloaded"})"}),
       nullptr},
      {"refused", fake::json(404, R"({"message":"no such manifest"})"),
       "pull of app:1.2: no such manifest (status 404)"},
      {"fails later", fake::chunked({R"({"status":"Pulling"})", R"({"error":"unexpected EOF"})"}),
       "pull of app:1.2: unexpected EOF"},
      {"breaks off", fake::chunked({R"({"status":"Pulling"})"}, Then::hang_up),
       "pull of app:1.2: the engine closed the connection in the middle of its answer"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("POST", "/images/create", {c.reply});
    int seen = 0;
    const auto count = [&](const engine_api::Progress&) { ++seen; };
    std::string error;
    try {
      run(bench.io, bench.engine->pull_image("app:1.2", {.auth = {"me", "secret", "", ""}}, count));
    } catch (const EngineError& failure) {
      error = failure.what();
    }
    CHECK(error == (c.error == nullptr ? "" : c.error));
    CHECK((seen > 0) == (std::string(c.name) != "refused"));
    const auto& request = bench.fake.requests().front();
    CHECK(request.target == "/images/create?fromImage=app&tag=1.2");
    CHECK(request.head.find("X-Registry-Auth: eyJ1c2VybmFtZSI6Im1lIiwicGFzc3dvcmQiOiJzZWNyZXQifQ==") !=
          std::string::npos);
  }
}

TEST_CASE("the digest of an image in its registry") {
  struct Case {
    const char* name;
    fake::Reply reply;
    const char* result;
  };
  const Case cases[] = {
      {"known", fake::json(200, R"({"Descriptor":{"mediaType":"m","digest":"sha256:12","size":1},"Platforms":[]})"),
       "sha256:12"},
      {"unknown", fake::json(404, R"({"message":"manifest unknown"})"),
       "digest of r:5000/app:1.2: manifest unknown (status 404)"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    Bench bench;
    bench.fake.on("GET", "/distribution/r:5000/app:1.2/json", {c.reply});
    std::string result;
    try {
      result = run(bench.io, bench.engine->registry_digest("r:5000/app:1.2", {"me", "secret", "", ""}));
    } catch (const EngineError& failure) {
      result = failure.what();
    }
    CHECK(result == c.result);
    CHECK(bench.fake.requests().front().head.find("X-Registry-Auth: eyJ1") != std::string::npos);
  }
}

TEST_CASE("builds send the context in chunks") {
  Bench bench;
  bench.fake.on("POST", "/build",
                {fake::chunked({R"({"stream":"Step 1/1"})", R"({"aux":{"ID":"sha256:12"}})", R"({"stream":"done"})"})});
  engine_api::BuildOptions options;
  options.tags = {"shop-app:latest"};
  options.args = {{"A", "1"}};
  const std::string context(200'000, 'x');
  CHECK(run(bench.io, bench.engine->build_image(options, bytes_of(context), {})) == "sha256:12");
  const auto& request = bench.fake.requests().front();
  CHECK(request.body == context);
  CHECK(request.head.find("Content-Type: application/x-tar") != std::string::npos);
  CHECK(request.target.find("buildargs=%7B%22A%22%3A%221%22%7D") != std::string::npos);
}

TEST_CASE("a build that fails or ends without an image") {
  for (const auto& reply :
       {fake::chunked({R"({"stream":"x"})", R"({"error":"step 2 failed"})"}), fake::chunked({"{}"})}) {
    Bench bench;
    bench.fake.on("POST", "/build", {reply});
    CHECK_THROWS_AS(run(bench.io, bench.engine->build_image({}, bytes_of("x"), {})), EngineError);
  }
}

TEST_CASE("an upload that is refused before its end shows the engine's words") {
  Bench bench;
  // The fake answers without reading on, as engines do, and hangs up.
  bench.fake.on("PUT", "/containers/a/archive", {fake::json(404, R"({"message":"no such folder"})")});
  try {
    run(bench.io, bench.engine->put_archive("a", "/x", bytes_of(std::string(3'000'000, 'x'))));
    FAIL("no error");
  } catch (const EngineError& error) {
    CHECK(error.kind() == ErrorKind::not_found);
  }
}

TEST_CASE("cancelling a call ends it") {
  Bench bench;
  bench.fake.on("GET", "/containers/json", {fake::silence()});
  boost::asio::cancellation_signal signal;
  std::exception_ptr failure;
  boost::asio::co_spawn(
      bench.io, bench.engine->list_containers({}, true),
      boost::asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr end, const auto&) { failure = end; }));
  while (bench.fake.requests().empty()) bench.io.run_one();
  CHECK_FALSE(failure);
  signal.emit(boost::asio::cancellation_type::terminal);
  const auto limit = std::chrono::steady_clock::now() + 10s;
  while (!failure && std::chrono::steady_clock::now() < limit) bench.io.run_one_until(limit);
  REQUIRE(failure);
  CHECK_THROWS_AS(std::rethrow_exception(failure), boost::system::system_error);
}
