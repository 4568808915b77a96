#include <string>

#include <doctest/doctest.h>

#include "compose/image_reference.hpp"
#include "compose/port_syntax.hpp"
#include "compose/shell_words.hpp"
#include "compose/volume_syntax.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

std::string show_ports(std::string_view text) {
  const auto ports = parse_port(text);
  if (!ports) return "error: " + ports.problem().message;
  std::string all;
  for (const auto& port : *ports) {
    all += (all.empty() ? "" : " ") + port.host_ip + "|" + port.published + "|" + std::to_string(port.target) + "/" +
           port.protocol;
  }
  return all;
}

std::string show_volume(std::string_view text) {
  const auto volume = parse_volume(text);
  if (!volume) return "error: " + volume.problem().message;
  std::string all = volume->type == VolumeMount::Type::bind ? "bind " : "volume ";
  all += volume->source + " " + volume->target;
  if (volume->read_only) all += " ro";
  if (!volume->propagation.empty()) all += " " + volume->propagation;
  if (!volume->selinux.empty()) all += " " + volume->selinux;
  if (volume->no_copy) all += " nocopy";
  return all;
}

std::string show_image(std::string_view text) {
  const auto image = parse_image_reference(text);
  if (!image) return "error: " + image.problem().message;
  return image->canonical() + " " + image->with_default_tag().familiar();
}

std::string show_words(std::string_view text) {
  const auto words = split_shell_words(text);
  if (!words) return "error at " + std::to_string(words.problem().offset);
  std::string all;
  for (const auto& word : *words) all += "<" + word + ">";
  return all;
}

}  // namespace

TEST_CASE("ports") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"80", "||80/tcp"},
      {"53/udp", "||53/udp"},
      {"53/UDP", "||53/udp"},
      {"8080:80", "|8080|80/tcp"},
      {":80", "||80/tcp"},
      {"127.0.0.1:8081:81", "127.0.0.1|8081|81/tcp"},
      {"127.0.0.1::82", "127.0.0.1||82/tcp"},
      {"[::1]:83:83", "::1|83|83/tcp"},
      {"::1:84:84", "::1|84|84/tcp"},
      {"[::]:8080-8081:80-81/udp", "::|8080|80/udp ::|8081|81/udp"},
      {"3000-3002", "||3000/tcp ||3001/tcp ||3002/tcp"},
      {"9-10:9-10", "|10|10/tcp |9|9/tcp"},
      {"49100-49102:22", "|49100-49102|22/tcp"},
      {"80:99999", "error: container port 99999 is out of range (1-65535)"},
      {"99999:80", "error: host port 99999 is out of range (1-65535)"},
      {"80-79", "error: container port range 80-79 runs backwards"},
      {"a:80", "error: host port \"a\" is not a number"},
      {"80:80/foo", "error: \"foo\" is not a protocol"},
      {"80:", "error: \"80:\" names no port of the container"},
      {"", "error: \"\" names no port of the container"},
      {"1.2.3:80:80", "error: \"1.2.3\" is not an IP address"},
      {"localhost:80:80", "error: \"localhost\" is not an IP address"},
      {"1-3:1-2", "error: the ranges 1-3 and 1-2 differ in length"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(show_ports(c.input) == c.expected);
  }
  CHECK(parse_port("1-65535")->size() == 65535);
  CHECK(parse_port_range("8000-8010").value() == PortRange{8000, 8010});
  CHECK(parse_exposed_port("53/udp")->protocol == "udp");
  CHECK_FALSE(parse_exposed_port("abc").has_value());
}

TEST_CASE("mounts") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"/anon", "volume  /anon"},
      {"vol:/v", "volume vol /v"},
      {"./rel:/r:ro", "bind ./rel /r ro"},
      {"~/home:/h", "bind ~/home /h"},
      {"..:/d", "bind .. /d"},
      {"rel/path:/v", "volume rel/path /v"},
      {"/a:/b:rw,rslave,z", "bind /a /b rslave z"},
      {"vol:/v:nocopy", "volume vol /v nocopy"},
      {"vol:/v:bogus", "volume vol /v"},
      {"c:/y:/y", "bind c:/y /y"},
      {"C:\\x:/y:ro", "bind C:\\x /y ro"},
      {"\\\\.\\pipe\\d:/d", "bind \\\\.\\pipe\\d /d"},
      {"v:/v", "volume  v:/v"},
      {"${D:-./data}:/d", "volume ${D:-./data} /d"},
      {"/a", "volume  /a"},
      {"", "error: the mount is empty"},
      {":/x", "error: \":/x\" has an empty part between colons"},
      {"/x:", "error: \"/x:\" has an empty part between colons"},
      {"/a:/b:ro:x", "error: \"/a:/b:ro:x\" has too many colons"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(show_volume(c.input) == c.expected);
  }
  CHECK_FALSE(parse_volume("/a")->has_options);
  CHECK(parse_volume("/ab")->has_options);
}

TEST_CASE("devices") {
  CHECK(parse_device("/dev/a").value() == DeviceMapping{"/dev/a", "/dev/a", "rwm"});
  CHECK(parse_device("/dev/a:/dev/b:r").value() == DeviceMapping{"/dev/a", "/dev/b", "r"});
  CHECK(parse_device(":").value() == DeviceMapping{"", "", "rwm"});
  CHECK_FALSE(parse_device("a:b:c:d").has_value());
}

TEST_CASE("images") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  struct Case {
    std::string input, expected;
  };
  const Case cases[] = {
      {"postgres", "docker.io/library/postgres postgres:latest"},
      {"postgres:14.12", "docker.io/library/postgres:14.12 postgres:14.12"},
      {"me/app:1", "docker.io/me/app:1 me/app:1"},
      {"localhost/app", "localhost/app localhost/app:latest"},
      {"localhost:5000/a/b:t", "localhost:5000/a/b:t localhost:5000/a/b:t"},
      {"ghcr.io/o/i@" + digest, "ghcr.io/o/i@" + digest + " ghcr.io/o/i@" + digest},
      {"index.docker.io/library/x", "docker.io/library/x x:latest"},
      {"docker.io/shop.io/cart", "docker.io/shop.io/cart docker.io/shop.io/cart:latest"},
      {"docker.io/localhost/cart:1", "docker.io/localhost/cart:1 docker.io/localhost/cart:1"},
      {"a__b--c.d", "docker.io/library/a__b--c.d a__b--c.d:latest"},
      {"", "error: \"\" is not a valid image: it is empty"},
      {"Postgres", "error: \"Postgres\" is not a valid image: the name must be in lower case"},
      {"a:b:c", "error: \"a:b:c\" is not a valid image: the tag is malformed"},
      {"quay.io/x:", "error: \"quay.io/x:\" is not a valid image: the tag is malformed"},
      {"{name}", "error: \"{name}\" is not a valid image: the name is malformed"},
      {"a..b", "error: \"a..b\" is not a valid image: the name is malformed"},
      {"a//b", "error: \"a//b\" is not a valid image: the name is malformed"},
      {"a@sha256:12", "error: \"a@sha256:12\" is not a valid image: the digest is malformed"},
      {"-x.y/a", "error: \"-x.y/a\" is not a valid image: the registry is no host name"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(show_image(c.input) == c.expected);
  }
}

TEST_CASE("command strings") {
  struct Case {
    std::string_view input, expected;
  };
  const Case cases[] = {
      {"", ""},
      {"echo  a\tb\nc", "<echo><a><b><c>"},
      {"echo 'a b' \"c d\"", "<echo><a b><c d>"},
      {"a'b'\"c\"d", "<abcd>"},
      {"a '' \"\" b", "<a><><><b>"},
      {"a\\ b \\n \\t \\\\", "<a b><\n><\t><\\>"},
      {"'a\\nb' \"x\\\"y\"", "<a\\nb><x\"y>"},
      {"sh -c 'a; b'", "<sh><-c><a; b>"},
      {"a && b | c", "<a>"},
      {"a 2>file", "<a>"},
      {"a x>file", "<a><x>"},
      {"a $(b c)", "<a><$(b c)>"},
      {"a `b c`", "<a><`b c`>"},
      {"$X ${Y}", "<$X><${Y}>"},
      {"it's", "error at 2"},
      {"a \"b", "error at 2"},
      {"a\\", "error at 2"},
      {"a (b)", "error at 2"},
      {"a b)", "error at 3"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.input);
    CHECK(show_words(c.input) == c.expected);
  }
  CHECK(find_shell_operator("a && b") == 2);
  CHECK_FALSE(find_shell_operator("a '&&' b").has_value());
}
