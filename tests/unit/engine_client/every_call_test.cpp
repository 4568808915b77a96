// Every call of the engine against every kind of answer that is none: an EngineError that names the call, within its
// deadline, or success where the answer does not matter. Never a crash, never anything else.
#include <functional>

#include <doctest/doctest.h>

#include "engine_client/connect.hpp"
#include "engine_client/tar.hpp"
#include "fake_engine/fake_engine.hpp"
#include "unit/engine_client/run_call.hpp"

using namespace berth;
using namespace berth::engine;
using namespace std::chrono_literals;

namespace {

/// What a call makes of an answer: it reads it, or only its status counts.
enum class Reads { body, status };

struct EngineCall {
  std::string name;
  Reads reads;
  std::function<awaitable<void>(Engine&)> run;
};

template <typename Stream>
awaitable<void> read_to_end(awaitable<std::unique_ptr<Stream>> opening) {
  const auto stream = co_await std::move(opening);
  for (;;) {
    const auto chunk = co_await stream->next();
    if (!chunk) co_return;
  }
}

template <typename T>
awaitable<void> ignore(awaitable<T> call) {
  co_await std::move(call);
}

/// Of one event: a stream of events has no end of its own.
awaitable<void> next_event(Engine& engine) {
  const auto stream = co_await engine.events({});
  co_await stream->next();
}

const std::vector<EngineCall>& calls() {
  static const std::vector<EngineCall> all = {
      {"ping", Reads::status, [](Engine& e) { return e.ping(); }},
      {"version", Reads::body, [](Engine& e) { return ignore(e.version()); }},
      {"info", Reads::body, [](Engine& e) { return ignore(e.info()); }},
      {"list containers", Reads::body, [](Engine& e) { return ignore(e.list_containers({}, true)); }},
      {"inspect container", Reads::body, [](Engine& e) { return ignore(e.inspect_container("a")); }},
      {"create container", Reads::body, [](Engine& e) { return ignore(e.create_container({})); }},
      {"start container", Reads::status, [](Engine& e) { return e.start_container("a"); }},
      {"stop container", Reads::status, [](Engine& e) { return e.stop_container("a", {}); }},
      {"restart container", Reads::status, [](Engine& e) { return e.restart_container("a", {}); }},
      {"kill container", Reads::status, [](Engine& e) { return e.kill_container("a", "SIGKILL"); }},
      {"pause container", Reads::status, [](Engine& e) { return e.pause_container("a"); }},
      {"unpause container", Reads::status, [](Engine& e) { return e.unpause_container("a"); }},
      {"remove container", Reads::status, [](Engine& e) { return e.remove_container("a", {}); }},
      {"rename container", Reads::status, [](Engine& e) { return e.rename_container("a", "b"); }},
      {"wait container", Reads::body, [](Engine& e) { return ignore(e.wait_container("a", WaitCondition::removed)); }},
      {"resize container", Reads::status, [](Engine& e) { return e.resize_container("a", {}); }},
      {"top", Reads::body, [](Engine& e) { return ignore(e.top_container("a")); }},
      {"put archive", Reads::status, [](Engine& e) { return e.put_archive("a", "/", tar_of({})); }},
      {"healthcheck", Reads::body, [](Engine& e) { return ignore(e.run_healthcheck("a")); }},
      {"create exec", Reads::body, [](Engine& e) { return ignore(e.create_exec("a", {})); }},
      {"start exec detached", Reads::status, [](Engine& e) { return e.start_exec_detached("a", false); }},
      {"inspect exec", Reads::body, [](Engine& e) { return ignore(e.inspect_exec("a")); }},
      {"list images", Reads::body, [](Engine& e) { return ignore(e.list_images({})); }},
      {"inspect image", Reads::body, [](Engine& e) { return ignore(e.inspect_image("a")); }},
      {"registry digest", Reads::body, [](Engine& e) { return ignore(e.registry_digest("a", {})); }},
      {"pull", Reads::body, [](Engine& e) { return e.pull_image("a", {}, [](const auto&) {}); }},
      {"push", Reads::body, [](Engine& e) { return e.push_image("a", {}, [](const auto&) {}); }},
      {"load", Reads::body, [](Engine& e) { return ignore(e.load_image(tar_of({}))); }},
      {"tag", Reads::status, [](Engine& e) { return e.tag_image("a", "b", "c"); }},
      {"remove image", Reads::body, [](Engine& e) { return ignore(e.remove_image("a", false)); }},
      {"build", Reads::body, [](Engine& e) { return ignore(e.build_image({}, tar_of({}), [](const auto&) {})); }},
      {"list networks", Reads::body, [](Engine& e) { return ignore(e.list_networks({})); }},
      {"inspect network", Reads::body, [](Engine& e) { return ignore(e.inspect_network("a")); }},
      {"create network", Reads::body, [](Engine& e) { return ignore(e.create_network({})); }},
      {"remove network", Reads::status, [](Engine& e) { return e.remove_network("a"); }},
      {"connect", Reads::status, [](Engine& e) { return e.connect_network("a", "b", {}); }},
      {"disconnect", Reads::status, [](Engine& e) { return e.disconnect_network("a", "b", true); }},
      {"list volumes", Reads::body, [](Engine& e) { return ignore(e.list_volumes({})); }},
      {"inspect volume", Reads::body, [](Engine& e) { return ignore(e.inspect_volume("a")); }},
      {"create volume", Reads::body, [](Engine& e) { return ignore(e.create_volume({})); }},
      {"remove volume", Reads::status, [](Engine& e) { return e.remove_volume("a", false); }},
      {"logs", Reads::status, [](Engine& e) { return read_to_end(e.container_logs("a", {})); }},
      {"attach", Reads::status, [](Engine& e) { return read_to_end(e.attach_container("a", {})); }},
      {"start exec", Reads::status, [](Engine& e) { return read_to_end(e.start_exec("a", false)); }},
      {"get archive", Reads::status, [](Engine& e) { return read_to_end(e.get_archive("a", "/")); }},
      {"events", Reads::body, [](Engine& e) { return next_event(e); }},
  };
  return all;
}

struct Bench {
  explicit Bench(const fake::Reply& reply, std::chrono::milliseconds longest = 2s) : limit(longest) {
    fake.otherwise(reply);
  }

  std::chrono::milliseconds limit;
  boost::asio::io_context io{1};
  fake::FakeEngine fake{io};
  Candidate candidate{fake.address(), "test", std::nullopt, limit};
  std::unique_ptr<Engine> engine = make_engine(io.get_executor(), candidate);

  /// nullopt: it succeeded.
  std::optional<EngineError> failure(const EngineCall& call) {
    try {
      test::run(io, call.run(*engine));
    } catch (const EngineError& error) {
      return error;
    }
    return std::nullopt;
  }
};

bool is_stream_of_events(const EngineCall& call) {
  return call.name == "events";
}

}  // namespace

TEST_CASE("answers that break off or are not HTTP fail every call") {
  struct Case {
    std::string name;
    fake::Reply reply;
  };
  const Case cases[] = {
      {"no answer", fake::hang_up()},
      {"garbage", fake::raw(std::string("\0\xff\xfeGARBAGE\r\n\r\n", 13))},
      {"half a head", fake::raw("HTTP/1.1 200 OK\r\nContent-Le")},
      {"half a body", fake::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\":")},
      {"a refusal in HTML", fake::html(500, "<html>\n<body>broken</body></html>")},
      {"a refusal without words", fake::json(500, "")},
  };
  for (const auto& call : calls()) {
    if (is_stream_of_events(call)) continue;  // it is taken up again: streams_test.cpp
    for (const auto& c : cases) {
      CAPTURE(call.name);
      CAPTURE(c.name);
      Bench bench(c.reply);
      const auto error = bench.failure(call);
      REQUIRE(error);
      CHECK_FALSE(error->call().empty());
      CHECK(std::string(error->what()).find(error->call()) != std::string::npos);
    }
  }
}

TEST_CASE("answers that are not what was promised fail every call that reads them") {
  struct Case {
    std::string name;
    std::string body;
  };
  const Case cases[] = {
      {"HTML", "<html>"},
      {"a number", "17"},
      {"JSON that ends too early", "{\"Id\":"},
      {"bytes", "\xff\xfe\x01"},
  };
  for (const auto& call : calls()) {
    if (is_stream_of_events(call)) continue;
    for (const auto& c : cases) {
      CAPTURE(call.name);
      CAPTURE(c.name);
      Bench bench(fake::json(200, c.body));
      const auto error = bench.failure(call);
      if (call.reads == Reads::status) continue;  // whatever came of it is no crash
      REQUIRE(error);
      CHECK_FALSE(error->call().empty());
    }
  }
}

TEST_CASE("null, an empty object and an empty list are no crash for any call") {
  for (const auto& call : calls()) {
    for (const auto* body : {"null", "{}", "[]", "[null]", R"({"Id":null})", R"([{}])", ""}) {
      if (is_stream_of_events(call)) continue;
      CAPTURE(call.name);
      CAPTURE(body);
      Bench bench(fake::json(200, body));
      const auto error = bench.failure(call);
      if (error) CHECK_FALSE(error->call().empty());
    }
  }
}

TEST_CASE("no call without a deadline of its own waits longer than the limit") {
  // Waits, pulls, pushes, builds and streams may take as long as they take.
  const std::vector<std::string> unlimited = {
      "wait container", "stop container", "restart container", "pull", "push", "build", "load", "events"};
  for (const auto& call : calls()) {
    if (std::ranges::find(unlimited, call.name) != unlimited.end()) continue;
    CAPTURE(call.name);
    for (const auto& reply : {fake::silence(), fake::dripping(fake::json(200, "[]"), 50ms)}) {
      Bench bench(reply, 40ms);
      const auto began = std::chrono::steady_clock::now();
      const auto error = bench.failure(call);
      REQUIRE(error);
      CHECK(error->kind() == ErrorKind::timeout);
      CHECK(std::chrono::steady_clock::now() - began < 10s);
    }
  }
}
