// The machines that do no I/O, fed with bytes.
#include <doctest/doctest.h>

#include "engine_client/event_cursor.hpp"
#include "engine_client/flow_pace.hpp"
#include "engine_client/frame_decoder.hpp"
#include "engine_client/http_parser.hpp"
#include "engine_client/json_splitter.hpp"
#include "engine_client/line_splitter.hpp"

using namespace berth::engine;
using namespace std::chrono_literals;

namespace {

std::string frame(char channel, std::string_view payload) {
  std::string bytes{channel, 0, 0, 0, 0, 0, static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size())};
  return bytes.append(payload);
}

/// "1:out 2:err": channel and data of every chunk.
std::string decode_in_pieces(Framing framing, std::string_view bytes, std::size_t piece) {
  FrameDecoder decoder(framing);
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    decoder.feed(bytes.substr(at, piece));
    while (const auto chunk = decoder.next()) {
      const auto mark = std::to_string(static_cast<int>(chunk->channel)) + ":";
      const auto last = text.rfind(':');
      const bool same = last != std::string::npos && text.substr(last - 1, 2) == mark;
      text += same ? chunk->data : (text.empty() ? "" : " ") + mark + chunk->data;
    }
  }
  return text + (decoder.at_boundary() ? "" : " …");
}

}  // namespace

TEST_CASE("framed output, cut anywhere") {
  const auto bytes = frame(1, "out") + frame(2, "err") + frame(1, "") + frame(2, "more");
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    CAPTURE(piece);
    CHECK(decode_in_pieces(Framing::framed, bytes, piece) == "1:out 2:errmore");
  }
}

TEST_CASE("frames that end with their line come together, others by themselves") {
  struct Case {
    std::string name;
    std::string bytes;
    std::vector<std::string> chunks;  // "^" marks the beginning of a frame
  };
  const Case cases[] = {
      {"lines of one channel", frame(1, "a\n") + frame(1, "b\n") + frame(1, "c\n"), {"1^a\nb\nc\n"}},
      {"lines of two channels",
       frame(1, "a\n") + frame(2, "b\n") + frame(2, "c\n") + frame(1, "d\n"),
       {"1^a\n", "2^b\nc\n", "1^d\n"}},
      {"a line in two frames", frame(1, "a\n") + frame(1, "b") + frame(1, "c\n"), {"1^a\nb", "1^c\n"}},
      {"an empty frame between", frame(1, "a\n") + frame(1, "") + frame(1, "b\n"), {"1^a\nb\n"}},
      {"the last one is not all there", frame(1, "a\n") + frame(1, "b\n").substr(0, 9), {"1^a\nb"}},
      {"only a header of the last", frame(1, "a\n") + frame(1, "b\n").substr(0, 8), {"1^a\n"}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    FrameDecoder decoder(Framing::framed);
    decoder.feed(c.bytes);
    std::vector<std::string> chunks;
    while (const auto chunk = decoder.next()) {
      chunks.push_back(std::to_string(static_cast<int>(chunk->channel)) + (chunk->frame_start ? "^" : "") +
                       chunk->data);
    }
    CHECK(chunks == c.chunks);
  }
  FrameDecoder decoder(Framing::framed);
  decoder.feed(frame(1, "a\n") + frame(1, "b\n").substr(0, 8));
  CHECK(decoder.next()->frame_start);
  decoder.feed("b\n");
  CHECK(decoder.next()->frame_start);
}

TEST_CASE("a steady flow is let gather, everything else is read at once") {
  using namespace std::chrono_literals;
  struct Read {
    std::chrono::microseconds waited;
    std::size_t bytes;
  };
  struct Case {
    std::string name;
    std::vector<Read> reads;
    bool gathers;
  };
  const Read line{20us, 120};
  const Case cases[] = {
      {"nothing was read", {}, false},
      {"a few lines", {line, line, line}, false},
      {"line after line", {line, line, line, line}, true},
      {"the flow has ended", {line, line, line, line, {5ms, 120}}, false},
      {"a slow source", {{5ms, 120}, {5ms, 120}, {5ms, 120}, {5ms, 120}, {5ms, 120}}, false},
      {"as much as one could want", {line, line, line, line, {20us, 30'000}}, false},
      {"that much and then less", {line, line, line, line, {20us, 30'000}, line}, true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    FlowPace pace;
    for (const auto& read : c.reads)
      pace.note_read(FlowPace::Clock::time_point(), FlowPace::Clock::time_point(read.waited), read.bytes);
    CHECK(pace.gathers() == c.gathers);
  }
}

TEST_CASE("output whose framing is off") {
  struct Case {
    std::string name;
    Framing framing;
    std::string bytes;
    const char* expected;
  };
  const Case cases[] = {
      {"a terminal", Framing::raw, "plain\r\n", "1:plain\r\n"},
      {"nothing", Framing::framed, "", ""},
      {"unframed from the start", Framing::framed, "hello\n", "1:hello\n"},
      {"text that begins like a channel", Framing::framed, std::string("\1abc", 4), "1:\1abc"},
      {"ends in a header", Framing::framed, frame(1, "out") + std::string("\1\0\0", 3), "1:out …"},
      {"ends in a payload", Framing::framed, frame(1, "output").substr(0, 10), "1:ou …"},
      {"claims 4 GB", Framing::framed, std::string("\1\0\0\0\xff\xff\xff\xff", 8) + "x", "1:x …"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(decode_in_pieces(c.framing, c.bytes, 1000) == c.expected);
  }
}

TEST_CASE("framing that breaks later is an error") {
  CHECK_THROWS_AS(decode_in_pieces(Framing::framed, frame(1, "out") + "garbage!", 3), HttpError);
}

TEST_CASE("lines") {
  LineSplitter lines;
  lines.feed("one\ntwo\r\n\nthr");
  CHECK(lines.next() == "one");
  CHECK(lines.next() == "two");
  CHECK(lines.next() == "");
  CHECK_FALSE(lines.next());
  lines.feed("ee\nrest");
  CHECK(lines.next() == "three");
  CHECK_FALSE(lines.next());
  CHECK(lines.finish() == "rest");
  CHECK_FALSE(lines.finish());
}

TEST_CASE("output without line breaks comes in pieces") {
  LineSplitter lines;
  lines.feed(std::string(LineSplitter::longest_line + 10, 'x') + "\n");
  CHECK(lines.next()->size() == LineSplitter::longest_line);
  CHECK(lines.next()->size() == 10);
  CHECK_FALSE(lines.next());
}

TEST_CASE("JSON objects in a stream, cut anywhere") {
  const std::string bytes = "{\"a\":\"}{\\\"\"}\r\n{\"b\":{\"c\":1}}{}\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    CAPTURE(piece);
    JsonSplitter splitter;
    std::vector<std::string> objects;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      splitter.feed(std::string_view(bytes).substr(at, piece));
      while (auto object = splitter.next()) objects.push_back(std::move(*object));
    }
    CHECK(objects == std::vector<std::string>{"{\"a\":\"}{\\\"\"}", "{\"b\":{\"c\":1}}", "{}"});
    CHECK(splitter.at_boundary());
  }
}

TEST_CASE("what is no stream of JSON objects") {
  JsonSplitter html;
  html.feed("<html>");
  CHECK_THROWS_WITH_AS(html.next(), "not a stream of JSON objects: \"<html>\"", HttpError);
  JsonSplitter endless;
  endless.feed("{\"a\":\"" + std::string(2U << 20U, 'x'));
  CHECK_THROWS_WITH_AS(endless.next(), "an object in the stream is larger than 1 MiB", HttpError);
  JsonSplitter cut;
  cut.feed("{\"a\":1");
  CHECK_FALSE(cut.next());
  CHECK_FALSE(cut.at_boundary());
}

TEST_CASE("a stream of events goes on without gap or repetition") {
  using berth::engine_api::Event;
  using berth::engine_api::TimePoint;
  const TimePoint start{1000s};
  const auto event = [](std::string actor, std::string action, TimePoint time) {
    Event made;
    made.actor = std::move(actor);
    made.action = std::move(action);
    made.time = time;
    return made;
  };
  EventCursor cursor(start);
  CHECK(cursor.since() == start);
  CHECK(cursor.accept(event("a", "start", start + 10s)));
  CHECK(cursor.accept(event("b", "start", start + 10s)));
  CHECK(cursor.accept(event("b", "die", start + 9900ms)));  // told late
  CHECK(cursor.since() == start + 9s);
  // The engine repeats from since() on, and goes on.
  CHECK_FALSE(cursor.accept(event("b", "die", start + 9900ms)));
  CHECK_FALSE(cursor.accept(event("a", "start", start + 10s)));
  CHECK_FALSE(cursor.accept(event("b", "start", start + 10s)));
  CHECK(cursor.accept(event("a", "die", start + 10s)));
  CHECK(cursor.accept(event("a", "start", start + 12s)));
  CHECK(cursor.since() == start + 11s);
}

TEST_CASE("HTTP replies") {
  std::string body;
  HttpReplyParser parser;
  CHECK_FALSE(parser.started());
  for (const char c : std::string("HTTP/1.1 200 OK\r\nserver: X\r\nContent-Length: 2\r\n\r\nok"))
    parser.feed({&c, 1}, body);
  CHECK(parser.done());
  CHECK(parser.keep_alive());
  CHECK(parser.head().status == 200);
  CHECK(parser.head().header("Server") == "X");
  CHECK(parser.head().header("Missing").empty());
  CHECK(body == "ok");
}

TEST_CASE("bytes behind an upgrade belong to the raw stream") {
  std::string body;
  HttpReplyParser parser;
  parser.feed("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n\1\0raw", body);
  CHECK(parser.upgraded());
  CHECK(body.empty());
  CHECK(parser.take_rest().front() == '\1');
  CHECK_FALSE(parser.keep_alive());
}

TEST_CASE("a reply to HEAD has no body") {
  std::string body;
  HttpReplyParser parser(true);
  parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", body);
  CHECK(parser.done());
  CHECK(parser.keep_alive());
}
