#include "base/secret.hpp"

#include <doctest/doctest.h>

using namespace berth;

TEST_CASE("names that look secret") {
  for (const auto* name : {"POSTGRES_PASSWORD", "api_key", "GITHUB_TOKEN", "ClientSecret", "DB_PWD", "SSH_KEYS",
                           "basic-auth", "APIKEY", "environment.SESSION_SALT", "KEY"}) {
    CAPTURE(name);
    CHECK(looks_secret(name));
  }
  for (const auto* name : {"LOG_LEVEL", "PORT", "HOME", "PWD", "KEYCLOAK_URL", "AUTHOR", "POSTGRES_PASSWORD_FILE"}) {
    CAPTURE(name);
    CHECK_FALSE(looks_secret(name));
  }
}

TEST_CASE("values that give a secret away") {
  for (const auto* text : {"postgres://me:word@db/app", "host=db password=word", "jdbc:x://db/app?user=a&PASSWORD=b",
                           "-----BEGIN PRIVATE KEY-----\nabc"}) {
    CAPTURE(text);
    CHECK(holds_secret(text));
  }
  for (const auto* text : {"http://db:5432/app", "postgres://me@db/app", "word", ""}) {
    CAPTURE(text);
    CHECK_FALSE(holds_secret(text));
  }
}
