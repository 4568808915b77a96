// HTTP/2 and gRPC framing, both ends in memory.
#include "engine_client/http2.hpp"

#include <doctest/doctest.h>

#include "engine_client/grpc_message.hpp"
#include "engine_client/http_parser.hpp"

using namespace berth::engine;

namespace {

using Kind = Http2Event::Kind;

/// A client and a server that hear each other, `piece` bytes at a time.
struct Pair {
  Http2 client{Http2::Role::client};
  Http2 server{Http2::Role::server};

  static bool carry(Http2& from, Http2& to, std::size_t piece) {
    const auto bytes = from.output(1U << 20U);
    for (std::size_t at = 0; at < bytes.size(); at += piece) to.feed(std::string_view(bytes).substr(at, piece));
    return !bytes.empty();
  }

  void settle(std::size_t piece = 1000) {
    for (bool again = true; again;) {
      const bool there = carry(client, server, piece);
      again = carry(server, client, piece) || there;
    }
  }
};

/// "headers(:path=/x) data(abc) end": what has come; data is consumed.
std::string events_of(Http2& side) {
  std::string text;
  while (auto event = side.next()) {
    if (!text.empty()) text += ' ';
    switch (event->kind) {
      case Kind::headers:
        text += "headers(" + header_value(event->headers, ":path") + header_value(event->headers, ":status") +
                header_value(event->headers, "grpc-status") + ")";
        break;
      case Kind::data:
        text += "data(" + event->data + ")";
        side.consume(event->stream, event->data.size());
        break;
      case Kind::end: text += "end"; break;
      case Kind::closed: text += "closed(" + std::to_string(event->error) + ")"; break;
    }
  }
  return text;
}

HeaderList request_to(const std::string& path) {
  return {{":method", "POST"}, {":scheme", "http"}, {":path", path}, {":authority", "localhost"}, {"te", "trailers"}};
}

}  // namespace

TEST_CASE("a call there and back, with trailers") {
  Pair pair;
  const auto stream = pair.client.request(request_to("/x"));
  pair.client.send(stream, "question");
  pair.client.finish(stream, {});
  pair.settle();
  CHECK(events_of(pair.server) == "headers(/x) data(question) end");
  pair.server.respond(stream, {{":status", "200"}});
  pair.server.send(stream, "answer");
  pair.server.finish(stream, {{"grpc-status", "0"}});
  pair.settle();
  CHECK(events_of(pair.client) == "headers(200) data(answer) headers(0) end closed(0)");
  CHECK(events_of(pair.server) == "closed(0)");
}

TEST_CASE("frames may be cut anywhere") {
  Pair pair;
  const auto stream = pair.client.request(request_to("/x"));
  pair.client.send(stream, "question");
  pair.client.finish(stream, {});
  pair.settle(1);
  CHECK(events_of(pair.server) == "headers(/x) data(q) data(u) data(e) data(s) data(t) data(i) data(o) data(n) end");
}

TEST_CASE("data may come bit by bit, both ways at once") {
  Pair pair;
  const auto stream = pair.client.request(request_to("/x"));
  pair.settle();
  pair.server.respond(stream, {{":status", "200"}});
  for (const auto* word : {"a", "b", "c"}) {
    pair.client.send(stream, word);
    pair.server.send(stream, word);
    pair.settle();
  }
  CHECK(events_of(pair.server) == "headers(/x) data(a) data(b) data(c)");
  CHECK(events_of(pair.client) == "headers(200) data(a) data(b) data(c)");
}

TEST_CASE("nobody sends more than the other side takes") {
  Pair pair;
  const auto stream = pair.client.request(request_to("/x"));
  const std::string much(3U << 20U, 'x');
  pair.client.send(stream, much);
  pair.settle(1U << 16U);
  const auto held_back = pair.client.waiting(stream);
  CHECK(held_back > 0);
  CHECK(held_back < much.size());
  std::size_t received = 0;
  for (int round = 0; round < 20 && received < much.size(); ++round) {
    while (auto event = pair.server.next()) {
      received += event->data.size();
      if (event->kind == Kind::data) pair.server.consume(event->stream, event->data.size());
    }
    pair.settle(1U << 16U);
  }
  CHECK(received == much.size());
  CHECK(pair.client.waiting(stream) == 0);
}

TEST_CASE("a stream that is broken off") {
  Pair pair;
  const auto stream = pair.client.request(request_to("/x"));
  pair.settle();
  events_of(pair.server);
  pair.client.cancel(stream);
  pair.settle();
  CHECK(events_of(pair.server) == "closed(8)");
  pair.server.respond(stream, {{":status", "200"}});  // too late, and no harm
  pair.server.send(stream, "x");
  pair.server.finish(stream, {});
  pair.settle();
}

TEST_CASE("what is no HTTP/2 is refused") {
  Http2 server(Http2::Role::server);
  CHECK_THROWS_AS(server.feed("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), HttpError);
  Http2 client(Http2::Role::client);
  client.feed(std::string(100, '\xff'));
  static_cast<void>(client.output(1000));  // its goodbye
  CHECK_THROWS_AS(client.feed("more"), HttpError);
}

TEST_CASE("messages with their length in front, cut anywhere") {
  const auto bytes = grpc_frame("one") + grpc_frame("") + grpc_frame(std::string(300, 'x'));
  for (const std::size_t piece : {1U, 2U, 5U, 1000U}) {
    CAPTURE(piece);
    GrpcSplitter splitter;
    std::vector<std::size_t> sizes;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      splitter.feed(std::string_view(bytes).substr(at, piece));
      while (const auto message = splitter.next()) sizes.push_back(message->size());
    }
    CHECK(sizes == std::vector<std::size_t>{3, 0, 300});
    CHECK(splitter.at_boundary());
  }
  GrpcSplitter splitter;
  splitter.feed(std::string("\x01\x00\x00\x00\x00", 5));
  CHECK_THROWS_AS(splitter.next(), HttpError);
  GrpcSplitter huge;
  huge.feed(std::string("\x00\xff\xff\xff\xff", 5));
  CHECK_THROWS_AS(huge.next(), HttpError);
}

TEST_CASE("how a call ended") {
  struct Case {
    HeaderList headers;
    int code;
    std::string message;
  };
  const Case cases[] = {
      {grpc_trailers({5, "no \"x\": 100%\nsorry é"}), 5, "no \"x\": 100%\nsorry é"},
      {grpc_trailers({}), 0, ""},
      {{{"grpc-status", "2"}, {"grpc-message", "50%"}}, 2, "50%"},
      {{{"grpc-status", "2"}, {"grpc-message", "a%20b%zz"}}, 2, "a b%zz"},
  };
  for (const auto& c : cases) {
    const auto status = grpc_status(c.headers);
    REQUIRE(status);
    CHECK(status->code == c.code);
    CHECK(status->message == c.message);
  }
  CHECK_FALSE(grpc_status({{":status", "200"}}));
  CHECK_FALSE(grpc_status({{"grpc-status", "x"}}));
}
