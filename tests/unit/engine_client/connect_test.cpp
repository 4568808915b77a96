#include "engine_client/connect.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.hpp"
#include "engine_client/endpoint.hpp"
#include "engine_client/image_reference.hpp"
#include "engine_client/ssh_connection.hpp"
#include "engine_client/url.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using berth::test::TemporaryFolder;

namespace {

std::string meta(const std::string& name, const std::string& host) {
  return R"({"Name":")" + name + R"(","Metadata":{},"Endpoints":{"docker":{"Host":")" + host + R"("}}})";
}

/// A socket that somebody listens on.
class Listener {
 public:
  explicit Listener(const std::string& path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    REQUIRE(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(descriptor_, 1) == 0);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { ::close(descriptor_); }

 private:
  int descriptor_;
};

std::string described(const Endpoint& endpoint) {
  switch (endpoint.scheme) {
    case Scheme::unix_socket: return "unix " + endpoint.path;
    case Scheme::ssh: return "ssh " + endpoint.user + " " + endpoint.host + " " + endpoint.port + " " + endpoint.path;
    case Scheme::tcp: break;
  }
  return (endpoint.secure ? "tls " : "tcp ") + endpoint.host + " " + endpoint.port;
}

}  // namespace

TEST_CASE("addresses") {
  struct Case {
    std::string address;
    const char* expected;  // "" when refused
  };
  const Case cases[] = {
      {"unix:///var/run/docker.sock", "unix /var/run/docker.sock localhost"},
      {"/run/a.sock", "unix /run/a.sock localhost"},
      {"tcp://10.0.0.2:2375", "tcp 10.0.0.2 2375 10.0.0.2:2375"},
      {"tcp://lab", "tcp lab 2375 lab:2375"},
      {"tcp://:4243", "tcp 127.0.0.1 4243 127.0.0.1:4243"},
      {"tcp://[::1]:99", "tcp ::1 99 [::1]:99"},
      {"tcp://[::1]", "tcp ::1 2375 [::1]:2375"},
      {"http://lab:80/", "tcp lab 80 lab:80"},
      {"tcp://lab:80/path", ""},
      {"tcp://lab:port", ""},
      {"tcp://[::1", ""},
      {"unix://relative.sock", ""},
      {"unix://", ""},
      {"https://lab", "tls lab 2376 lab:2376"},
      {"ssh://user@host", "ssh user host   localhost"},
      {"ssh://host:2222/run/a.sock", "ssh  host 2222 /run/a.sock localhost"},
      {"ssh://me@[::1]:22/", "ssh me ::1 22  localhost"},
      {"ssh://-oProxyCommand=evil", ""},
      {"ssh://me:secret@host", ""},
      {"ssh://", ""},
      {"npipe:////./pipe/docker", ""},
      {"lab:2375", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.address);
    std::string text;
    try {
      const auto endpoint = parse_endpoint(c.address);
      text = described(endpoint) + " " + host_header(endpoint);
    } catch (const Error&) {
      text.clear();
    }
    CHECK(text == c.expected);
  }
  CHECK_THROWS_AS(parse_endpoint("unix:///" + std::string(200, 'x')), Error);
}

TEST_CASE("where the engine is looked for") {
  TemporaryFolder home;
  home.write(".docker/contexts/meta/aa/meta.json", meta("lab", "tcp://lab:2375"));
  home.write(".docker/contexts/meta/bb/meta.json", meta("rootless", "unix:///run/user/7/docker.sock"));
  home.write("current/config.json", R"({"currentContext":"lab"})");
  home.write("current/contexts/meta/aa/meta.json", meta("lab", "tcp://lab2:2375"));
  home.write("broken/config.json", "{");
  const auto folder = home.path().string();
  struct Case {
    std::string name;
    std::string host;
    std::string context;
    std::map<std::string, std::string> environment;
    std::string expected;  // of the first candidate, or the error
    std::size_t count;
  };
  const Case cases[] = {
      {"-H", "unix:///a", "", {{"DOCKER_HOST", "unix:///b"}}, "unix:///a by -H", 1},
      {"DOCKER_HOST", "", "", {{"DOCKER_HOST", "unix:///b"}, {"DOCKER_CONTEXT", "lab"}}, "unix:///b by DOCKER_HOST", 1},
      {"-c",
       "",
       "rootless",
       {{"DOCKER_HOST", "unix:///b"}},
       "unix:///run/user/7/docker.sock by docker context \"rootless\"",
       1},
      {"DOCKER_CONTEXT", "", "", {{"DOCKER_CONTEXT", "lab"}}, "tcp://lab:2375 by docker context \"lab\"", 1},
      {"current context",
       "",
       "",
       {{"DOCKER_CONFIG", folder + "/current"}},
       "tcp://lab2:2375 by docker context \"lab\"",
       1},
      {"default context",
       "",
       "default",
       {{"DOCKER_CONFIG", folder + "/current"}},
       "unix:///var/run/docker.sock by the system's Docker",
       3},
      {"nothing said", "", "", {}, "unix:///var/run/docker.sock by the system's Docker", 3},
      {"a session of a user",
       "",
       "",
       {{"XDG_RUNTIME_DIR", "/run/user/7"}},
       "unix:///var/run/docker.sock by the system's Docker",
       5},
      {"no such context",
       "",
       "nix",
       {},
       "there is no docker context \"nix\" with an engine's address in " + folder + "/.docker",
       0},
      {"broken settings", "", "", {{"DOCKER_CONFIG", folder + "/broken"}}, "not JSON: it ends too early", 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    std::string text;
    std::size_t count = 0;
    try {
      const auto found = candidates({c.host, c.context, c.environment, folder});
      text = found.front().address + " by " + found.front().origin;
      count = found.size();
    } catch (const Error& error) {
      text = error.what();
    }
    CHECK(text == c.expected);
    CHECK(count == c.count);
  }
}

TEST_CASE("the first that answers is taken") {
  TemporaryFolder home;
  home.write("podman/x", "");
  const auto folder = home.path().string();
  const Surroundings named{"unix://" + folder + "/none.sock", "", {}, folder};
  try {
    find_engine(named);
    FAIL("no error");
  } catch (const EngineError& error) {
    CHECK(error.kind() == ErrorKind::unavailable);
    CHECK(std::string(error.what()) ==
          "no container engine answers: unix://" + folder + "/none.sock (-H): No such file or directory");
  }
  const Listener listener(folder + "/none.sock");
  CHECK(find_engine(named).address == named.host);
  CHECK(answers(named.host));
  CHECK(engine_is_named(named));
  CHECK_FALSE(engine_is_named({"", "", {}, folder}));
}

TEST_CASE("when and how an engine is asked over TLS") {
  TemporaryFolder home;
  home.write(".docker/ca.pem", "");
  home.write(".docker/contexts/meta/aa/meta.json", meta("lab", "tcp://lab:2376"));
  home.write(".docker/contexts/tls/aa/docker/ca.pem", "");
  home.write(".docker/contexts/tls/aa/docker/key.pem", "");
  const auto folder = home.path().string();
  struct Case {
    std::string host;
    std::string context;
    std::map<std::string, std::string> environment;
    std::string expected;
  };
  const Case cases[] = {
      {"tcp://lab", "", {}, "in the clear"},
      {"tcp://lab", "", {{"DOCKER_CERT_PATH", "/c"}}, "in the clear"},
      {"tcp://lab", "", {{"DOCKER_TLS_VERIFY", "1"}}, folder + "/.docker/ca.pem   verified"},
      {"tcp://lab", "", {{"DOCKER_TLS", "1"}}, folder + "/.docker/ca.pem   anybody"},
      {"tcp://lab",
       "",
       {{"DOCKER_TLS_VERIFY", "1"}, {"DOCKER_CERT_PATH", "/c"}},
       "/c/ca.pem /c/cert.pem /c/key.pem verified"},
      {"https://lab", "", {}, folder + "/.docker/ca.pem   verified"},
      {"unix:///a", "", {{"DOCKER_TLS_VERIFY", "1"}}, "in the clear"},
      {"ssh://lab", "", {{"DOCKER_TLS_VERIFY", "1"}}, "in the clear"},
      {"",
       "lab",
       {},
       folder + "/.docker/contexts/tls/aa/docker/ca.pem  " + folder +
           "/.docker/contexts/tls/aa/docker/key.pem verified"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.expected);
    const auto found = candidates({c.host, c.context, c.environment, folder}).front();
    const auto text = !found.tls ? "in the clear"
                                 : found.tls->authorities + " " + found.tls->certificate + " " + found.tls->key +
                                       (found.tls->verify ? " verified" : " anybody");
    CHECK(text == c.expected);
  }
  const Candidate broken{"tcp://lab", "-H", TlsSettings{folder + "/.docker/ca.pem", {}, {}, true}};
  boost::asio::io_context io;
  CHECK_THROWS_AS(make_engine(io.get_executor(), broken), Error);
}

TEST_CASE("what ssh is asked to do") {
  const auto plain = ssh_arguments(parse_endpoint("ssh://me@lab:2222"));
  REQUIRE(plain.size() == 10);
  CHECK(std::vector(plain.begin() + 2, plain.begin() + 9) ==
        std::vector<std::string>{"-T", "-l", "me", "-p", "2222", "--", "lab"});
  CHECK(plain.back().find("docker system dial-stdio") != std::string::npos);
  const auto socket = ssh_arguments(parse_endpoint("ssh://lab/run/it's.sock"));
  CHECK(socket.back().find("docker --host 'unix:///run/it'\\''s.sock' system dial-stdio") != std::string::npos);
}

TEST_CASE("names of images") {
  struct Case {
    std::string reference;
    const char* repository;
    const char* tag;
  };
  const Case cases[] = {
      {"app", "app", "latest"},
      {"app:1.2", "app", "1.2"},
      {"ghcr.io/team/app:1", "ghcr.io/team/app", "1"},
      {"localhost:5000/app", "localhost:5000/app", "latest"},
      {"localhost:5000/app:2", "localhost:5000/app", "2"},
      {"app@sha256:ab", "app", "sha256:ab"},
      {"localhost:5000/app:2@sha256:ab", "localhost:5000/app", "sha256:ab"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.reference);
    const auto image = split_reference(c.reference);
    CHECK(image.repository == c.repository);
    CHECK(image.tag == c.tag);
  }
}

TEST_CASE("targets of requests") {
  CHECK(percent_encode("a b/c:d~é") == "a%20b%2Fc%3Ad~%C3%A9");
  CHECK(percent_encode("reg:5000/a@sha", true) == "reg:5000/a@sha");
  CHECK(percent_encode("a\r\nHost: evil") == "a%0D%0AHost%3A%20evil");
  CHECK(Query().add("a", "1").add("b", "").flag("c", true).flag("d", false).add("n", std::int64_t{-1}).text() ==
        "?a=1&c=1&n=-1");
  for (const std::string text : {"", "a", "ab", "abc", "abcd", "\xff\xfe\xfd"}) {
    CHECK(base64_decode(base64_url(text)) == text);
  }
  CHECK(base64_url("\xff\xef") == "_-8=");
  CHECK(base64_decode("dXNlcjpwYXNz") == "user:pass");
  CHECK(base64_decode("/+8=") == "\xff\xef");
}
