// What an engine sends, as it may be cut and broken on the way: no byte of it may do more than throw the error that is
// meant for it. Every reader gets every input.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "engine_api/buildkit.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/file_sync.hpp"
#include "engine_api/time.hpp"
#include "engine_client/build_progress.hpp"
#include "engine_client/endpoint.hpp"
#include "engine_client/frame_decoder.hpp"
#include "engine_client/grpc_message.hpp"
#include "engine_client/http2.hpp"
#include "engine_client/http_parser.hpp"
#include "engine_client/ignore_rules.hpp"
#include "engine_client/image_reference.hpp"
#include "engine_client/json_splitter.hpp"
#include "engine_client/line_splitter.hpp"
#include "engine_client/url.hpp"

using namespace berth;
using namespace berth::engine;
using namespace berth::engine_api;

namespace {

/// Feeds the bytes in pieces of different sizes.
template <typename Feed>
void in_pieces(std::string_view bytes, Feed feed) {
  for (std::size_t size = 1; !bytes.empty(); size = size * 3 + 1) {
    feed(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
}

void read_http(std::string_view bytes) {
  HttpReplyParser parser;
  std::string body;
  in_pieces(bytes, [&](std::string_view piece) { parser.feed(piece, body); });
  parser.feed_end(body);
}

void read_frames(std::string_view bytes) {
  FrameDecoder decoder(Framing::framed);
  LineSplitter lines;
  in_pieces(bytes, [&](std::string_view piece) {
    decoder.feed(piece);
    while (const auto chunk = decoder.next()) lines.feed(chunk->data);
    while (lines.next()) continue;
  });
}

void read_objects(std::string_view bytes) {
  JsonSplitter splitter;
  in_pieces(bytes, [&](std::string_view piece) {
    splitter.feed(piece);
    while (const auto object = splitter.next()) decode_event(*object);
  });
}

/// The pattern and the path: the first line and the rest.
void read_rules(std::string_view bytes) {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const IgnoreRules rules(bytes.substr(0, end), "rules");
  const auto path = bytes.substr(end);
  static_cast<void>(rules.judge(path, {}));
  static_cast<void>(rules.may_restore_below(path));
}

void read_http2(std::string_view bytes) {
  Http2 client(Http2::Role::client);
  const auto stream = client.request({{":method", "POST"}, {":scheme", "http"}, {":path", "/x"}});
  GrpcSplitter splitter;
  in_pieces(bytes, [&](std::string_view piece) {
    static_cast<void>(client.output(1U << 16U));
    client.feed(piece);
    while (const auto event = client.next()) {
      splitter.feed(event->data);
      static_cast<void>(grpc_status(event->headers));
      client.consume(event->stream, event->data.size());
      while (splitter.next()) continue;
    }
  });
  client.finish(stream, {});
}

void read_messages(std::string_view bytes) {
  GrpcSplitter splitter;
  in_pieces(bytes, [&](std::string_view piece) {
    splitter.feed(piece);
    while (splitter.next()) continue;
  });
}

void read_build(std::string_view bytes) {
  BuildProgress progress;
  static_cast<void>(progress.take(decode_build_status(bytes)));
  static_cast<void>(progress.failure(std::string(bytes)));
}

/// `read` may throw what is meant for foreign bytes, and nothing else.
template <typename Read>
void survive(Read read, std::string_view bytes) {
  try {
    read(bytes);
  } catch (const DecodeError&) {
  } catch (const HttpError&) {
  } catch (const Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  survive(read_http, bytes);
  survive(read_frames, bytes);
  survive(read_objects, bytes);
  survive(read_http2, bytes);
  survive(read_messages, bytes);
  survive(read_build, bytes);
  survive(decode_solve_response, bytes);
  survive(decode_sync_packet, bytes);
  survive(decode_single_text, bytes);
  survive(form_decode, bytes);
  survive(read_rules, bytes.substr(0, 300));  // time in proportion to pattern times path
  survive(split_reference, bytes);
  survive(base64_decode, bytes);
  survive(parse_rfc3339, bytes);
  survive(decode_error_message, bytes);
  survive(parse_endpoint, bytes);
  survive(decode_container_list, bytes);
  survive(decode_container_inspect, bytes);
  survive(decode_network_list, bytes);
  survive(decode_volume_list, bytes);
  survive(decode_image_inspect, bytes);
  survive(decode_progress, bytes);
  survive(decode_version, bytes);
  return 0;
}
