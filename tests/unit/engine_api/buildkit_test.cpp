// What goes to BuildKit and comes from it, as bytes.
#include "engine_api/buildkit.hpp"

#include <doctest/doctest.h>

#include "engine_api/codec.hpp"
#include "engine_api/file_sync.hpp"
#include "engine_api/protobuf.hpp"

using namespace berth::engine_api;

namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string result;
  for (const int value : values) result += static_cast<char>(value);
  return result;
}

/// "1=300 2=text": what a reader makes of a message.
std::string fields_of(const std::string& message) {
  std::string text;
  ProtoReader read(message);
  while (read.next()) {
    if (!text.empty()) text += ' ';
    text += std::to_string(read.field()) + '=';
    try {
      text += read.text();
    } catch (const DecodeError&) {
      try {
        text += std::to_string(read.number());
      } catch (const DecodeError&) {
        text += "fixed";
      }
    }
  }
  return text;
}

}  // namespace

TEST_CASE("messages are read field by field") {
  struct Case {
    std::string name;
    std::string message;
    std::string fields;
  };
  const Case cases[] = {
      {"empty", "", ""},
      {"a number of two bytes", bytes({0x08, 0xac, 0x02}), "1=300"},
      {"a text and a number", bytes({0x12, 0x02, 'h', 'i', 0x18, 0x01}), "2=hi 3=1"},
      {"the largest number", bytes({0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
       "1=18446744073709551615"},
      {"fixed ones are stepped over", bytes({0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 0x07}),
       "1=fixed 2=fixed 3=7"},
      {"a field of many bits", bytes({0xf8, 0xff, 0xff, 0xff, 0x0f, 0x00}), "536870911=0"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(fields_of(c.message) == c.fields);
  }
}

TEST_CASE("broken messages are refused") {
  const std::string cases[] = {
      bytes({0x08}),                                                              // a key without a value
      bytes({0x08, 0x80}),                                                        // a number that does not end
      bytes({0x12, 0x05, 'a'}),                                                   // fewer bytes than told
      bytes({0x09, 1, 2}),                                                        // a fixed one that is cut
      bytes({0x00, 0x01}),                                                        // field 0
      bytes({0x0b}),                                                              // a group
      bytes({0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),  // a length beyond all memory
      bytes({0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}),  // more than 64 bits
  };
  for (const auto& message : cases) {
    CAPTURE(message.size());
    CHECK_THROWS_AS(fields_of(message), DecodeError);
  }
}

TEST_CASE("what is written can be read") {
  const auto message = ProtoWriter()
                           .number(1, 0)
                           .number(2, 300)
                           .bytes(3, "")
                           .bytes(4, "text")
                           .flag(5, true)
                           .texts(6, {"a", ""})
                           .map(7, {{"k", "v"}})
                           .text();
  CHECK(fields_of(message) == "2=300 4=text 5=1 6=a 6= 7=\n\x01k\x12\x01v");
}

TEST_CASE("the status of a build") {
  const auto time = ProtoWriter().number(1, 1700000000).text();
  const auto vertex = ProtoWriter().bytes(1, "sha256:1").bytes(3, "[2/3] RUN make").flag(4, true).item(5, time).text();
  const auto done = ProtoWriter().bytes(1, "sha256:2").item(5, time).item(6, time).bytes(7, "it broke").text();
  const auto activity = ProtoWriter().bytes(1, "transferring").bytes(2, "sha256:1").number(4, 5).number(5, 10).text();
  const auto log = ProtoWriter().bytes(1, "sha256:1").number(3, 2).bytes(4, "hello\n").text();
  const auto warning = ProtoWriter().bytes(1, "sha256:1").number(2, 1).bytes(3, "JSON arguments").text();
  const auto status = decode_build_status(ProtoWriter()
                                              .item(1, vertex)
                                              .item(1, done)
                                              .item(2, activity)
                                              .item(3, log)
                                              .item(4, warning)
                                              .bytes(99, "from the future")
                                              .text());
  REQUIRE(status.vertexes.size() == 2);
  CHECK(status.vertexes[0].name == "[2/3] RUN make");
  CHECK(status.vertexes[0].cached);
  CHECK(status.vertexes[0].started);
  CHECK_FALSE(status.vertexes[0].completed);
  CHECK(status.vertexes[1].completed);
  CHECK(status.vertexes[1].error == "it broke");
  REQUIRE(status.activities.size() == 1);
  CHECK(status.activities[0].current == 5);
  CHECK(status.activities[0].total == 10);
  REQUIRE(status.logs.size() == 1);
  CHECK(status.logs[0].text == "hello\n");
  REQUIRE(status.warnings.size() == 1);
  CHECK(status.warnings[0].text == "JSON arguments");
}

TEST_CASE("a build's options become attributes of the frontend") {
  BuildOptions options;
  options.tags = {"app:1", "app:2"};
  options.dockerfile = "Prod";
  options.target = "final";
  options.platforms = {"linux/amd64", "linux/arm64"};
  options.args = {{"A", "1"}, {"OPEN", std::nullopt}};
  options.labels = {{"x.y", "z"}};
  options.contexts = {{"base", "docker-image://other"}};
  options.extra_hosts = {"db:10.0.0.1", "six:fd00::1"};
  options.ulimits = {{"nofile", 10, 20}};
  options.shm_size = 1024;
  options.network_mode = "host";
  options.no_cache_filter = {"one", "two"};
  options.cache_from = {{"registry", {{"ref", "a/b"}}}, {"gha", {{"scope", "s"}}}};
  options.cache_to = {{"inline", {}}};
  const auto request = solve_request(options);
  const StringMap expected = {
      {"filename", "Prod"},
      {"target", "final"},
      {"platform", "linux/amd64,linux/arm64"},
      {"build-arg:A", "1"},
      {"label:x.y", "z"},
      {"context:base", "docker-image://other"},
      {"add-hosts", "db=10.0.0.1,six=fd00::1"},
      {"ulimit", "nofile=10:20"},
      {"shm-size", "1024"},
      {"force-network-mode", "host"},
      {"no-cache", "one,two"},
      {"cache-from", "a/b"},
      {"cache-imports", R"([{"Type":"gha","Attrs":{"scope":"s"}}])"},
      {"image-resolve-mode", "default"},
  };
  CHECK(request.attributes == expected);
  CHECK(request.exporter == "moby");
  CHECK(request.exporter_attributes == StringMap{{"name", "app:1,app:2"}});
  CHECK(request.entitlements == Strings{"network.host"});
  REQUIRE(request.cache_exports.size() == 1);
  CHECK(request.cache_exports[0].type == "inline");
}

TEST_CASE("no_cache goes before no_cache_filter, and an argument may ask for the inline cache") {
  BuildOptions options;
  options.no_cache = true;
  options.no_cache_filter = {"one"};
  options.args = {{"BUILDKIT_INLINE_CACHE", "1"}};
  const auto request = solve_request(options);
  CHECK(request.attributes.at("no-cache").empty());
  REQUIRE(request.cache_exports.size() == 1);
  CHECK(request.cache_exports[0].type == "inline");
}

TEST_CASE("a request on the wire") {
  SolveRequest request;
  request.reference = "r";
  request.exporter = "moby";
  request.session = "s";
  request.attributes = {{"target", "t"}};
  request.cache_exports = {{"inline", {}}};
  request.entitlements = {"network.host"};
  CHECK(fields_of(encode(request)) ==
        "1=r 3=moby 5=s 6=dockerfile.v0 7=\n\x06target\x12\x01t 8=\"\x08\n\x06inline 9=network.host");
}

TEST_CASE("packets of file transfer") {
  const auto packet = decode_sync_packet(encode(SyncPacket{SyncPacket::Type::data, 7, "content"}));
  CHECK(packet.type == SyncPacket::Type::data);
  CHECK(packet.id == 7);
  CHECK(packet.data == "content");
  CHECK(encode(SyncPacket{}).empty());
  CHECK_THROWS_AS(decode_sync_packet(bytes({0x08, 0x63})), DecodeError);
  CHECK_THROWS_AS(decode_sync_packet(bytes({0x18, 0xff, 0xff, 0xff, 0xff, 0x1f})), DecodeError);
  CHECK(fields_of(encode_sync_file({"a/b", 0644, 3, 5, {}})) ==
        "2=\n\x03"
        "a/b\x10\xa4\x03(\x03"
        "0\x05");
}

TEST_CASE("file modes as Go writes them") {
  struct Case {
    std::uint32_t stat;
    std::uint32_t go;
  };
  const Case cases[] = {{0100644, 0644},
                        {0040755, 0x80000000U | 0755},
                        {0120777, 0x08000000U | 0777},
                        {0104755, 0x00800000U | 0755},
                        {0041777, 0x80100000U | 0777},
                        {0010600, 0x02000000U | 0600}};
  for (const auto& c : cases) {
    CAPTURE(c.stat);
    CHECK(go_file_mode(c.stat) == c.go);
  }
}
