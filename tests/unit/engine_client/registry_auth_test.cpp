#include "engine_client/registry_auth.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "unit/engine_client/temporary_folder.hpp"

using namespace berth;
using namespace berth::engine;
using berth::test::TemporaryFolder;

namespace {

/// Puts a folder with credential helpers in front of PATH while it lives.
class Path {
 public:
  explicit Path(const std::string& folder) : before_(std::getenv("PATH")) {
    ::setenv("PATH", (folder + ":" + before_).c_str(), 1);
  }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

void write_helper(const TemporaryFolder& folder, const std::string& name, const std::string& script) {
  const auto file = "docker-credential-" + name;
  folder.write(file, "#!/bin/sh\n" + script);
  std::filesystem::permissions(folder.path() / file, std::filesystem::perms(0755));
}

}  // namespace

TEST_CASE("which registry an image comes from") {
  struct Case {
    std::string reference;
    std::string registry;
  };
  const Case cases[] = {
      {"postgres:14", "https://index.docker.io/v1/"},
      {"team/app", "https://index.docker.io/v1/"},
      {"docker.io/team/app", "https://index.docker.io/v1/"},
      {"ghcr.io/team/app:1", "ghcr.io"},
      {"localhost/app", "localhost"},
      {"localhost:5000/app:1", "localhost:5000"},
      {"lab:5000/app", "lab:5000"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.reference);
    CHECK(registry_of(c.reference) == c.registry);
  }
}

TEST_CASE("credentials") {
  TemporaryFolder folder;
  const Path path(folder.path().string());
  write_helper(folder, "good", R"sh(read registry
case "$1-$registry" in
  get-lab:5000) echo '{"ServerURL":"lab:5000","Username":"bob","Secret":"pw"}';;
  get-token.io) echo '{"ServerURL":"token.io","Username":"<token>","Secret":"tok"}';;
  get-*) echo 'credentials not found in native keychain'; exit 1;;
  list-*) echo '{"lab:5000":"bob"}';;
esac
)sh");
  write_helper(folder, "odd", "echo nonsense\n");
  folder.write("config.json", R"({
    "auths": {"https://index.docker.io/v1/": {"auth": "YWxpY2U6czM6Y3JldA=="}, "https://ghcr.io/v2/": {"auth": "Z2g6dG9r"},
              "empty.io": {}, "id.io": {"identitytoken": "idt", "auth": "dTo="}},
    "credHelpers": {"odd.io": "odd", "missing.io": "missing", "token.io": "good"},
    "credsStore": "good"})");
  const CredentialStore store(folder.path().string());
  struct Case {
    std::string registry;
    const char* expected;  // user/password/token
  };
  const Case cases[] = {
      {"https://index.docker.io/v1/", "alice/s3:cret/"},
      {"ghcr.io", "gh/tok/"},
      {"lab:5000", "bob/pw/"},
      {"token.io", "//tok"},
      {"id.io", "u//idt"},
      {"empty.io", "//"},
      {"odd.io", "//"},
      {"missing.io", "//"},
      {"unknown.io", "//"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.registry);
    const auto auth = store.credentials(c.registry);
    CHECK(auth.username + "/" + auth.password + "/" + auth.identity_token == c.expected);
  }
  const auto all = store.all();
  CHECK(all.size() == 5);
  CHECK(all.at("lab:5000").username == "bob");
}

TEST_CASE("no settings, or broken ones") {
  TemporaryFolder folder;
  CHECK(CredentialStore(folder.path().string()).credentials("ghcr.io").empty());
  folder.write("config.json", R"({"auths":[]})");
  CHECK_THROWS_AS(CredentialStore(folder.path().string()), Error);
}
